package io.veiltun.engine.os;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor on a {@link PacketLoop} and what its owner wants to hear about. Methods are called
 * on the loop. The descriptor stays its owner's, who cancels the watch before closing it.
 */
public final class Watch {
  private static final int ERROR = EpollIoOps.EPOLLERR.value() | 0x10;
  // EPOLLPRI: no packet ever raises it, but without any bit Netty takes the descriptor out of the
  // epoll set, and the kernel would not wake us when a device is deleted.
  private static final EpollIoOps IDLE = EpollIoOps.valueOf(0x2);
  private static final EpollIoOps READ = IDLE.with(EpollIoOps.EPOLLIN);
  private static final EpollIoOps WRITE = IDLE.with(EpollIoOps.EPOLLOUT);
  private static final EpollIoOps BOTH = READ.with(EpollIoOps.EPOLLOUT);

  private final Runnable onReady;
  private final Handle handle;
  private @Nullable IoRegistration registration;
  private boolean read;
  private boolean write;
  private boolean failed;

  Watch(int fd, Runnable onReady) {
    this.onReady = onReady;
    handle = new Handle(new FileDescriptor(fd));
  }

  void register(IoEventLoop loop) {
    IoRegistration registered = loop.register(handle).getNow();
    if (registered == null) {
      throw new IllegalStateException("the loop can't watch descriptor " + handle.fd.intValue());
    }
    registered.submit(IDLE);
    registration = registered;
  }

  /** What to be told of from now on. No system call if nothing changes. */
  public void interest(boolean read, boolean write) {
    IoRegistration current = registration;
    if (current == null || (this.read == read && this.write == write)) {
      return;
    }
    this.read = read;
    this.write = write;
    if (read) {
      current.submit(write ? BOTH : READ);
    } else {
      current.submit(write ? WRITE : IDLE);
    }
  }

  /** Whether the last event reported an error or hang-up, which no lack of interest silences. */
  public boolean failed() {
    return failed;
  }

  /** Ends the watch. Idempotent. */
  public void cancel() {
    IoRegistration current = registration;
    registration = null;
    if (current != null) {
      current.cancel();
    }
  }

  private final class Handle implements EpollIoHandle {
    private final FileDescriptor fd;

    Handle(FileDescriptor fd) {
      this.fd = fd;
    }

    @Override
    public FileDescriptor fd() {
      return fd;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      if (registration != null) {
        failed = (((EpollIoEvent) event).ops().value() & ERROR) != 0;
        onReady.run();
      }
    }

    @Override
    public void close() {
      cancel();
    }
  }
}
