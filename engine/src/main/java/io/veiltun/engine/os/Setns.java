package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Moves the calling thread into another network namespace, setns(2). Threads that it starts later
 * are born there too; sockets stay where they were made. There is no way back without a descriptor
 * of the old namespace, so let a thread made for the purpose do it and end.
 */
public final class Setns {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_FIELD =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2),
          ERRNO);
  private static final MethodHandle SETNS =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("setns"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
          ERRNO);
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Setns() {}

  /**
   * Enters the network namespace that {@code file} names ({@code /run/netns/NAME} or {@code
   * /proc/PID/ns/net}). Needs CAP_SYS_ADMIN here and in the user namespace that owns it.
   *
   * @throws IOException with the errno, when the file can't be opened or the kernel refuses
   */
  public static void network(Path file) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread has no network namespace of its own");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), O_RDONLY_CLOEXEC);
      if (fd < 0) {
        throw failure("open", file, state);
      }
      int result = (int) SETNS.invokeExact(state, fd, CLONE_NEWNET);
      int ignored = (int) CLOSE.invokeExact(fd);
      if (result < 0) {
        throw failure("setns", file, state);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static IOException failure(String call, Path file, MemorySegment state) {
    return new IOException(call + " " + file + ": errno " + (int) ERRNO_FIELD.get(state, 0L));
  }
}
