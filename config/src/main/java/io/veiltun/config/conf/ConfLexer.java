package io.veiltun.config.conf;

import io.veiltun.config.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file into lines as wg and wg-quick do: {@code #} opens a comment anywhere but in a shell
 * command, wg drops white space even within values, sections and keys have no case.
 */
final class ConfLexer {
  /** Short enough to be no part of a key that slipped to the wrong side of the equals sign. */
  private static final Pattern QUOTABLE = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,23}");

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Findings findings;
  private final List<ConfLine> lines = new ArrayList<>();
  private boolean inUnknownSection;
  private @Nullable ConfSection section;

  private ConfLexer(Findings findings) {
    this.findings = findings;
  }

  /** The lines of {@code content} that are right; what is wrong is reported. */
  static List<ConfLine> lines(byte[] content, Findings findings) {
    ConfLexer lexer = new ConfLexer(findings);
    int start = 0;
    if (startsWithMark(content)) {
      findings.error(1, "begins with a byte order mark, save it as UTF-8 without one");
      start = BYTE_ORDER_MARK.length;
    }
    int number = 0;
    while (start < content.length) {
      int end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      lexer.line(content, start, end, ++number);
      start = end + 1;
    }
    return lexer.lines;
  }

  private static boolean startsWithMark(byte[] content) {
    return content.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(content, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3);
  }

  private void line(byte[] content, int from, int to, int number) {
    int comment = indexOf(content, '#', from, to);
    int start = from;
    while (start < comment && isSpace(content[start])) {
      start++;
    }
    if (start == comment) {
      return;
    }
    if (content[start] == '[') {
      header(compact(content, start, comment), number);
      return;
    }
    int equals = indexOf(content, '=', start, comment);
    if (equals == comment) {
      findings.error(number, "neither [Section] nor Key = value");
      return;
    }
    setting(content, start, equals, comment, to, number);
  }

  private void header(byte[] compact, int number) {
    String written = new String(compact, StandardCharsets.ISO_8859_1);
    for (ConfSection candidate : ConfSection.values()) {
      if (candidate.header().equalsIgnoreCase(written)) {
        section = candidate;
        inUnknownSection = false;
        lines.add(new ConfLine.Header(number, candidate));
        return;
      }
    }
    inUnknownSection = true;
    findings.error(number, "unknown section, expected [Interface] or [Peer]");
  }

  private void setting(byte[] content, int start, int equals, int comment, int end, int number) {
    if (inUnknownSection) {
      return;
    }
    String name = new String(content, start, equals - start, StandardCharsets.ISO_8859_1).strip();
    ConfKey key = ConfKey.find(name);
    if (key == null) {
      findings.error(number, unknown(name, equals + 1 < comment));
      return;
    }
    if (key.section() != section) {
      findings.error(
          number,
          key.text()
              + (section == null ? ": before any section" : ": not in " + section.header())
              + ", it belongs under "
              + key.section().header());
      return;
    }
    byte[] value =
        switch (key.reader()) {
          case WG -> compact(content, equals + 1, comment);
          case WG_QUICK -> stripped(content, equals + 1, comment);
          case SHELL -> stripped(content, equals + 1, end);
        };
    if (key.reader() != ConfKey.Reader.SHELL && !isPlainText(value)) {
      Arrays.fill(value, (byte) 0);
      findings.error(number, key.text() + ": a character that is not printable ASCII");
      return;
    }
    lines.add(new ConfLine.Setting(number, key, value));
  }

  private static String unknown(String name, boolean hasValue) {
    if (!hasValue || !QUOTABLE.matcher(name).matches()) {
      return "unknown key";
    }
    String refusal = ForeignKeys.refusal(name);
    return refusal.isEmpty()
        ? name + ": unknown key" + Spelling.suggestion(name, ConfKey.texts())
        : refusal;
  }

  private static int indexOf(byte[] content, char wanted, int from, int to) {
    int at = from;
    while (at < to && content[at] != wanted) {
      at++;
    }
    return at;
  }

  /** Without any white space. */
  private static byte[] compact(byte[] content, int from, int to) {
    byte[] kept = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (!isSpace(content[i])) {
        kept[length++] = content[i];
      }
    }
    byte[] result = Arrays.copyOf(kept, length);
    Arrays.fill(kept, (byte) 0);
    return result;
  }

  /** Without white space at both ends. */
  private static byte[] stripped(byte[] content, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isSpace(content[start])) {
      start++;
    }
    while (end > start && isSpace(content[end - 1])) {
      end--;
    }
    return Arrays.copyOfRange(content, start, end);
  }

  /** As C's isspace: CR too, so that files with CRLF work. */
  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private static boolean isPlainText(byte[] value) {
    for (byte b : value) {
      if (!isSpace(b) && (b < ' ' || b == 0x7f)) {
        return false;
      }
    }
    return true;
  }
}
