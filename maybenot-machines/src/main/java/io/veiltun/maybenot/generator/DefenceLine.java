package io.veiltun.maybenot.generator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one line of a defence file: a JSON object of three members, in any order. */
final class DefenceLine {
  private final String text;
  private final int line;
  private int at;

  DefenceLine(String text, int line) {
    this.text = text;
    this.line = line;
  }

  Defence defence() throws DefenceFormatException {
    @Nullable List<String> client = null;
    @Nullable List<String> server = null;
    @Nullable String note = null;
    expect('{');
    do {
      int from = at;
      String member = string();
      expect(':');
      boolean repeated =
          switch (member) {
            case "client" -> client != null;
            case "server" -> server != null;
            case "note" -> note != null;
            default -> throw failure("unknown member " + member, from);
          };
      if (repeated) {
        throw failure("second member " + member, from);
      }
      switch (member) {
        case "client" -> client = strings();
        case "server" -> server = strings();
        default -> note = string();
      }
    } while (accept(','));
    expect('}');
    if (peek() != 0) {
      throw failure("nothing may follow the object", at);
    }
    if (client == null || server == null) {
      throw failure("client and server are needed", at);
    }
    return new Defence(client, server, note == null ? "" : note);
  }

  private List<String> strings() throws DefenceFormatException {
    List<String> strings = new ArrayList<>();
    expect('[');
    if (accept(']')) {
      return strings;
    }
    do {
      strings.add(string());
    } while (accept(','));
    expect(']');
    return strings;
  }

  private String string() throws DefenceFormatException {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw failure("control character in a string", at - 1);
      }
      string.append(c == '\\' ? escaped() : c);
    }
    if (at == text.length()) {
      throw failure("the string does not end", at);
    }
    at++;
    return string.toString();
  }

  private char escaped() throws DefenceFormatException {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> throw failure("unknown escape", at - 1);
    };
  }

  private char unicode() throws DefenceFormatException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw failure("four hexadecimal digits are needed", at);
      }
      value = 16 * value + digit;
      at++;
    }
    return (char) value;
  }

  private boolean accept(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws DefenceFormatException {
    if (!accept(c)) {
      throw failure("'" + c + "' is expected", at);
    }
  }

  /** The next character that is no space; 0 at the end. */
  private char peek() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private DefenceFormatException failure(String reason, int column) {
    return new DefenceFormatException("line %d, column %d: %s".formatted(line, column + 1, reason));
  }
}
