package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code veiltun pubkey}: as {@code wg pubkey}. */
@Command(
    name = "pubkey",
    mixinStandardHelpOptions = true,
    description =
        "Read a private key from standard input, print its public key, as wg pubkey does.")
final class Pubkey implements Callable<Integer> {
  /** A key, and whatever white space an editor or a DOS file puts around it. */
  private static final int MAX_INPUT = 256;

  @Spec @Nullable CommandSpec spec;

  private final InputStream in;

  Pubkey() {
    this(System.in);
  }

  Pubkey(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws CommandFailure {
    byte[] key = KeyText.decode(read());
    Objects.requireNonNull(spec)
        .commandLine()
        .getOut()
        .println(KeyText.encode(KeyText.publicKey(key)));
    Arrays.fill(key, (byte) 0);
    return ExitCode.DONE.code();
  }

  private String read() throws CommandFailure {
    try {
      return new String(in.readNBytes(MAX_INPUT), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "cannot read standard input", e);
    }
  }
}
