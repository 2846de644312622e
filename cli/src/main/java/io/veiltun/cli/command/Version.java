package io.veiltun.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The version as the build wrote it into the manifest, and the Java it runs on. */
public final class Version implements IVersionProvider {
  /** The version alone; "development" when not run from a packaged build. */
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"veiltun " + number() + " (Java " + Runtime.version() + ")"};
  }
}
