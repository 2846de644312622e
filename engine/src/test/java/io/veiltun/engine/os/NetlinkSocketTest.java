package io.veiltun.engine.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkSocketTest {
  private static final short GETLINK = 18;
  private static final short SETLINK = 19;
  private static final int NO_SUCH_INTERFACE = 0x7FFF_FFF0;

  @Test
  void dumpListsTheLoopbackInterface() throws Exception {
    try (NetlinkSocket socket = NetlinkSocket.open()) {
      List<ByteBuffer> links = socket.dump(link(GETLINK, 0));
      assertThat(links).anySatisfy(link -> assertThat(text(link)).contains("lo\0"));
    }
  }

  @Test
  void queryReturnsTheOneInterfaceAskedFor() throws Exception {
    try (NetlinkSocket socket = NetlinkSocket.open()) {
      List<ByteBuffer> links = socket.query(link(GETLINK, 1));
      assertThat(links).hasSize(1);
      assertThat(links.getFirst().getInt(20)).isEqualTo(1);
    }
  }

  @Test
  void theKernelsRefusalIsReturnedAsNegatedErrno() throws Exception {
    try (NetlinkSocket socket = NetlinkSocket.open()) {
      assertThat(socket.request(link(SETLINK, NO_SUCH_INTERFACE)))
          .isIn(-Errno.ENODEV, -Errno.EPERM);
      assertThatThrownBy(() -> socket.query(link(GETLINK, NO_SUCH_INTERFACE)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("errno 19");
    }
  }

  private static String text(ByteBuffer message) {
    return StandardCharsets.ISO_8859_1.decode(message.duplicate()).toString();
  }

  private static ByteBuffer link(short type, int index) {
    ByteBuffer message = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
    return message.putShort(4, type).putInt(20, index);
  }
}
