package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.Cidr;
import io.veiltun.cli.network.DeleteRoute;
import io.veiltun.cli.network.UndoJournal;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Launches tunnels without packets. A profile is the word for how it goes ({@code good}, {@code
 * silent}, {@code waiting}, {@code slow}, {@code stuck}, {@code dies}) and the name of an interface
 * that does not exist.
 */
public final class FakeLauncher implements TunnelLauncher {
  @Override
  public String interfaceName(Path profile, LaunchOptions options) throws CommandFailure {
    String[] words = words(profile);
    if (words.length != 2) {
      throw new CommandFailure(ExitCode.USAGE, profile + ": expected two words");
    }
    return words[1];
  }

  @Override
  public boolean killSwitch(Path profile, LaunchOptions options) throws CommandFailure {
    return false;
  }

  @Override
  public RunningTunnel launch(Path profile, LaunchOptions options, UndoJournal journal)
      throws CommandFailure {
    String[] words = words(profile);
    journal.record(new DeleteRoute("veil-absent", Cidr.parse("::/0"), 51820));
    return new FakeTunnel(words[0], words[1]);
  }

  private static String[] words(Path profile) throws CommandFailure {
    try {
      return Files.readString(profile).strip().split(" ", -1);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, profile + ": cannot be read", e);
    }
  }

  record FakeTunnel(String fate, String name) implements RunningTunnel {
    @Override
    public StatusDocument status() {
      return new StatusDocument(name, Role.CLIENT, Instant.EPOCH, 1420, true, List.of(), List.of());
    }

    @Override
    public String defend(DefenceRequest request) throws CommandFailure {
      if (request.peer().filter(peer -> !peer.equals("entry")).isPresent()) {
        throw new CommandFailure(ExitCode.USAGE, "there is no hop or peer: there is entry");
      }
      return "entry: " + request.defence();
    }

    @Override
    public void awaitReady(Duration patience) throws CommandFailure, InterruptedException {
      if (fate.equals("waiting")) {
        System.err.println("waits for readiness");
        new CountDownLatch(1).await();
      }
      if (fate.equals("silent")) {
        throw new CommandFailure(ExitCode.NO_ANSWER, "no answer from entry");
      }
    }

    @Override
    public CompletionStage<@Nullable Throwable> terminated() {
      return fate.equals("dies")
          ? CompletableFuture.completedFuture(new IOException("interface deleted"))
          : new CompletableFuture<>();
    }

    /** A stuck one only ends by force, a slow one takes its time and must be given it. */
    @Override
    public void close() {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted before closing");
      }
      if (fate.equals("slow")) {
        try {
          boolean opened = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
          System.err.println("closed in peace" + (opened ? "?" : ""));
        } catch (InterruptedException e) {
          throw new IllegalStateException("interrupted while closing", e);
        }
      }
      if (fate.equals("stuck")) {
        CountDownLatch never = new CountDownLatch(1);
        while (never.getCount() > 0) {
          LockSupport.park(never);
        }
      }
    }
  }
}
