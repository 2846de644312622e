package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with the kernel's routing tables, rtnetlink(7): whole messages out, their
 * acknowledgement or answers back (linux-dataplane §10.5). Messages begin with a {@code nlmsghdr}
 * and are in native byte order. Blocking, though the kernel answers at once; one thread at a time.
 */
public final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int HEADER = 16;
  private static final int TYPE_OFFSET = 4;
  private static final int FLAGS_OFFSET = 6;
  private static final int SEQUENCE_OFFSET = 8;
  private static final int REQUEST = 1;
  private static final int ACK = 4;
  private static final int DUMP = 0x300;
  private static final int DUMP_INTERRUPTED = 0x10;
  private static final int TYPE_ERROR = 2;
  private static final int TYPE_DONE = 3;
  private static final int BUFFER = 64 * 1024;
  private static final int DUMP_ATTEMPTS = 10;

  private final int fd;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 8);
  private int sequence;
  private boolean interrupted;
  private boolean closed;

  private NetlinkSocket(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a socket in the network namespace of the calling thread.
   *
   * @throws IOException if the kernel refuses
   */
  public static NetlinkSocket open() throws IOException {
    int fd = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) {
      throw Errno.failure("netlink socket", fd);
    }
    return new NetlinkSocket(fd);
  }

  /**
   * Sends one command and waits for its acknowledgement.
   *
   * @param message from position to limit one whole message; its length, sequence and the flags
   *     REQUEST and ACK are filled in, its position stays
   * @return 0, or the negated errno the kernel answered with
   */
  public int request(ByteBuffer message) {
    return exchange(message, REQUEST | ACK, new ArrayList<>());
  }

  /**
   * Sends one question about a single object, such as RTM_GETROUTE or RTM_GETLINK with a name.
   *
   * @return the answers, each a whole message with its header, in native byte order
   * @throws UncheckedIOException with the kernel's reason if it refuses
   */
  public List<ByteBuffer> query(ByteBuffer message) {
    List<ByteBuffer> answers = new ArrayList<>();
    check(exchange(message, REQUEST | ACK, answers));
    return answers;
  }

  /**
   * Asks for a whole table. A dump that changed under way is read again.
   *
   * @return its entries, each a whole message with its header, in native byte order
   * @throws UncheckedIOException with the kernel's reason if it refuses
   */
  public List<ByteBuffer> dump(ByteBuffer message) {
    List<ByteBuffer> entries = new ArrayList<>();
    int attempts = 0;
    do {
      entries.clear();
      interrupted = false;
      check(exchange(message, REQUEST | DUMP, entries));
    } while (interrupted && ++attempts < DUMP_ATTEMPTS);
    return entries;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }

  private static void check(int result) {
    if (result < 0) {
      throw new UncheckedIOException(Errno.failure("netlink", result));
    }
  }

  private int exchange(ByteBuffer message, int flags, List<ByteBuffer> answers) {
    int length = message.remaining();
    if (length < HEADER || length > BUFFER) {
      throw new IllegalArgumentException("a message has 16 to 65536 bytes, not " + length);
    }
    sequence++;
    MemorySegment.copy(MemorySegment.ofBuffer(message), 0, buffer, 0, length);
    buffer.set(JAVA_INT_UNALIGNED, 0, length);
    int given = buffer.get(JAVA_SHORT_UNALIGNED, FLAGS_OFFSET);
    buffer.set(JAVA_SHORT_UNALIGNED, FLAGS_OFFSET, (short) (given | flags));
    buffer.set(JAVA_INT_UNALIGNED, SEQUENCE_OFFSET, sequence);
    int written = Libc.write(fd, buffer.address(), length);
    return written < 0 ? written : collect(answers);
  }

  private int collect(List<ByteBuffer> answers) {
    while (true) {
      int received = Libc.read(fd, buffer.address(), BUFFER);
      if (received < 0) {
        return received;
      }
      int offset = 0;
      while (offset + HEADER <= received) {
        int length = buffer.get(JAVA_INT_UNALIGNED, offset);
        if (length < HEADER || length > received - offset) {
          break;
        }
        if (buffer.get(JAVA_INT_UNALIGNED, offset + SEQUENCE_OFFSET) == sequence) {
          int type = buffer.get(JAVA_SHORT_UNALIGNED, offset + TYPE_OFFSET);
          int flags = buffer.get(JAVA_SHORT_UNALIGNED, offset + FLAGS_OFFSET);
          interrupted |= (flags & DUMP_INTERRUPTED) != 0;
          if (type == TYPE_ERROR || type == TYPE_DONE) {
            return length >= HEADER + 4 ? buffer.get(JAVA_INT_UNALIGNED, offset + HEADER) : 0;
          }
          answers.add(copy(offset, length));
        }
        offset += length + 3 & ~3;
      }
    }
  }

  private ByteBuffer copy(int offset, int length) {
    ByteBuffer answer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    MemorySegment.copy(buffer, offset, MemorySegment.ofBuffer(answer), 0, length);
    return answer;
  }
}
