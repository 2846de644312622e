package io.veiltun.maybenot.description;

import java.util.Locale;

/** Writes a drawing as SVG 1.1 without external parts; coordinates are pixels. */
final class Svg {
  /** How wide a character of the size 12 is at most on average; fonts differ. */
  static final double CHARACTER = 6.9;

  private final StringBuilder out = new StringBuilder();

  Svg(double width, double height, String title) {
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
                + " viewBox=\"0 0 %1$.0f %2$.0f\" font-family=\"Helvetica, Arial, 'DejaVu Sans',"
                + " sans-serif\" font-size=\"12\">\n",
            width,
            height));
    out.append("<title>").append(escape(title)).append("</title>\n");
    rect(0, 0, width, height, "fill=\"#ffffff\"");
  }

  void rect(double x, double y, double width, double height, String style) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>\n",
            x,
            y,
            width,
            height,
            style));
  }

  void text(double x, double y, String style, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" %s>%s</text>\n",
            x,
            y,
            Palette.INK,
            style,
            escape(text)));
  }

  void line(double fromX, double fromY, double toX, double toY, String style) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n",
            fromX,
            fromY,
            toX,
            toY,
            style));
  }

  void circle(double x, double y, double radius, String style) {
    out.append(
        String.format(
            Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" %s/>\n", x, y, radius, style));
  }

  /** A filled triangle whose tip points to the left. */
  void arrowLeft(double x, double y, String colour) {
    out.append(
        String.format(
            Locale.ROOT, "<path d=\"M%.1f %.1f l8 -4.5 v9 z\" fill=\"%s\"/>\n", x, y, colour));
  }

  /** A path of given data, for shapes of many points. */
  void path(CharSequence data, String style) {
    out.append("<path d=\"").append(data).append("\" ").append(style).append("/>\n");
  }

  /** The finished document. */
  String end() {
    return out + "</svg>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
