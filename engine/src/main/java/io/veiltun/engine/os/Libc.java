package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The system calls of the data plane. Memory is passed as raw addresses of off-heap segments that
 * the caller keeps reachable; nothing is allocated per call. Every method returns the call's result
 * or, where it failed, the negated {@code errno} ({@link Errno}); none throws, and a call that a
 * signal interrupted is repeated. Any thread may call.
 */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final long ERRNO =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private static final MethodHandle OPEN = bind("open", 2, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = bind("close", 0, JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP = bind("dup", 0, JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP2 = bind("dup2", 0, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      bind("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FCNTL =
      bind("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle READ =
      bind("read", 0, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE =
      bind("write", 0, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle READV =
      bind("readv", 0, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle WRITEV =
      bind("writev", 0, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SOCKET =
      bind("socket", 0, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = bind("bind", 0, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      bind("getsockname", 0, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      bind("setsockopt", 0, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      bind("getsockopt", 0, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle RECVMMSG =
      bind("recvmmsg", 0, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SENDMMSG =
      bind("sendmmsg", 0, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMSG =
      bind("recvmsg", 0, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDMSG =
      bind("sendmsg", 0, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOCK_GETTIME =
      bind("clock_gettime", 0, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle TIMERFD_CREATE =
      bind("timerfd_create", 0, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle TIMERFD_SETTIME =
      bind("timerfd_settime", 0, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle IF_NAMETOINDEX = bind("if_nametoindex", 0, JAVA_INT, ADDRESS);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  private static MethodHandle bind(
      String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
    List<Linker.Option> options = new ArrayList<>(List.of(CAPTURE));
    if (firstVariadic > 0) {
      options.add(Linker.Option.firstVariadicArg(firstVariadic));
    }
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        options.toArray(Linker.Option[]::new));
  }

  /** open(2); {@code flags} as in fcntl.h. Returns the descriptor. */
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(path).address();
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((int) OPEN.invokeExact(state, address, flags), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** close(2). Never repeated: Linux has released the descriptor whatever the result. */
  public static int close(int fd) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** dup(2): a second descriptor of the same open file. */
  public static int dup(int fd) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) DUP.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** dup2(2): makes {@code target} another descriptor of the same open file. */
  public static int dup2(int fd, int target) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) DUP2.invokeExact(state, fd, target), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** ioctl(2) with one argument, an address or a value as the request wants. */
  public static int ioctl(int fd, long request, long argument) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((int) IOCTL.invokeExact(state, fd, request, argument), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** fcntl(2) with an integer argument. */
  public static int fcntl(int fd, int command, int argument) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) FCNTL.invokeExact(state, fd, command, argument), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** read(2): bytes read. */
  public static int read(int fd, long address, int length) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((long) READ.invokeExact(state, fd, address, (long) length), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** write(2): bytes written. */
  public static int write(int fd, long address, int length) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((long) WRITE.invokeExact(state, fd, address, (long) length), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** readv(2) into {@code count} iovecs: bytes read. */
  public static int readv(int fd, long iovecs, int count) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((long) READV.invokeExact(state, fd, iovecs, count), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** writev(2) of {@code count} iovecs, at most 1024: bytes written. */
  public static int writev(int fd, long iovecs, int count) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((long) WRITEV.invokeExact(state, fd, iovecs, count), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** socket(2). Returns the descriptor. */
  public static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** bind(2) to the sockaddr at {@code address}. */
  public static int bind(int fd, long address, int length) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) BIND.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** getsockname(2); {@code lengthAddress} points to an int, in: room, out: length. */
  public static int getsockname(int fd, long address, long lengthAddress) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) GETSOCKNAME.invokeExact(state, fd, address, lengthAddress), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** setsockopt(2) with an int value. */
  public static int setsockopt(int fd, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(JAVA_INT, value).address();
      MemorySegment state = STATE.get();
      return outcome((int) SETSOCKOPT.invokeExact(state, fd, level, option, address, 4), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** getsockopt(2) of an int option that is never negative: its value. */
  public static int getsockopt(int fd, int level, int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 8);
      value.set(JAVA_INT, 4, 4);
      long address = value.address();
      MemorySegment state = STATE.get();
      int result =
          outcome(
              (int) GETSOCKOPT.invokeExact(state, fd, level, option, address, address + 4), state);
      return result < 0 ? result : value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** recvmsg(2): bytes received. */
  public static int recvmsg(int fd, long message, int flags) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((long) RECVMSG.invokeExact(state, fd, message, flags), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** sendmsg(2): bytes sent. */
  public static int sendmsg(int fd, long message, int flags) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((long) SENDMSG.invokeExact(state, fd, message, flags), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** recvmmsg(2) without time limit: messages received. */
  public static int recvmmsg(int fd, long messages, int count, int flags) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((int) RECVMMSG.invokeExact(state, fd, messages, count, flags, 0L), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * sendmmsg(2): messages sent. An error behind the first message shows only at the next call,
   * which then starts with the message that failed.
   */
  public static int sendmmsg(int fd, long messages, int count, int flags) {
    try {
      MemorySegment state = STATE.get();
      int result;
      do {
        result = outcome((int) SENDMMSG.invokeExact(state, fd, messages, count, flags), state);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * The kernel's number of an interface in the calling thread's network namespace, up or down, with
   * or without addresses.
   *
   * @return above 0, or {@code -ENODEV} if there is none of that name
   */
  public static int interfaceIndex(String name) {
    MemorySegment state = STATE.get();
    try (Arena arena = Arena.ofConfined()) {
      int index = (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
      return index == 0 ? outcome(-1, state) : index;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** clock_gettime(2) into the timespec at {@code timespec}. */
  public static int clockGettime(int clock, long timespec) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) CLOCK_GETTIME.invokeExact(state, clock, timespec), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The system's own text for an error number. */
  static String strerror(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(Short.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** timerfd_create(2). Returns the descriptor. */
  public static int timerfdCreate(int clock, int flags) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) TIMERFD_CREATE.invokeExact(state, clock, flags), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** timerfd_settime(2), relative, from the itimerspec at {@code spec}. */
  public static int timerfdSettime(int fd, long spec) {
    try {
      MemorySegment state = STATE.get();
      return outcome((int) TIMERFD_SETTIME.invokeExact(state, fd, 0, spec, 0L), state);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static int outcome(long result, MemorySegment state) {
    return result >= 0 ? (int) result : -state.get(JAVA_INT, ERRNO);
  }

  // A downcall itself throws only if its binding above is wrong.
  private static AssertionError broken(Throwable e) {
    return new AssertionError(e);
  }
}
