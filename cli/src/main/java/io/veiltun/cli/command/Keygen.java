package io.veiltun.cli.command;

import io.veiltun.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code veiltun keygen}: as {@code wg genkey} and {@code wg genpsk}. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    description = "Print a new private key, as wg genkey does.")
final class Keygen implements Callable<Integer> {
  @Option(names = "--psk", description = "Print a new preshared key, as wg genpsk does.")
  boolean psk;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    byte[] key = new byte[KeyText.LENGTH];
    new SecureRandom().nextBytes(key);
    if (!psk) {
      KeyText.clamp(key);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(KeyText.encode(key));
    Arrays.fill(key, (byte) 0);
    return ExitCode.DONE.code();
  }
}
