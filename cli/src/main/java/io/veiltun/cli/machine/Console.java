package io.veiltun.cli.machine;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine.Help.Ansi;

/** What the terminal can show. */
final class Console {
  private Console() {}

  /** The text, with the sign of micro spelled {@code u} where the output cannot encode it. */
  static String text(String text) {
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    return charset.newEncoder().canEncode('µ') ? text : text.replace('µ', 'u');
  }

  /** Redraws one line, on a terminal only; the empty string wipes it. */
  static void progress(PrintWriter err, String line) {
    if (Ansi.AUTO.enabled()) {
      err.print("\r\033[K" + line);
      err.flush();
    }
  }
}
