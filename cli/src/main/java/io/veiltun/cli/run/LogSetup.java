package io.veiltun.cli.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs go to standard error, one line each. Found by Logback itself, in code because its XML
 * configuration costs a parser in memory and in start-up time.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final long LOG_BOUND = 1 << 20;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger("io.veiltun").setLevel(Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Lets our own packages tell everything. */
  public static void debug() {
    if (LoggerFactory.getLogger("io.veiltun") instanceof ch.qos.logback.classic.Logger logger) {
      logger.setLevel(Level.DEBUG);
    }
  }

  /**
   * Takes a level as wireguard-go knows them: {@code verbose} or {@code debug}, {@code error},
   * {@code silent}; any other changes nothing.
   */
  public static void level(String name) {
    if (LoggerFactory.getLogger("io.veiltun") instanceof ch.qos.logback.classic.Logger logger) {
      switch (name) {
        case "verbose", "debug" -> logger.setLevel(Level.DEBUG);
        case "error" -> logger.setLevel(Level.ERROR);
        case "silent" -> {
          logger.setLevel(Level.OFF);
          logger.getLoggerContext().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        }
        default -> {}
      }
    }
  }

  /** Sends standard error, and so the log, to a file of at most 1 MiB and its predecessor. */
  public static void toFile(Path file) throws IOException {
    BoundedLog log = new BoundedLog(file, LOG_BOUND);
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }
}
