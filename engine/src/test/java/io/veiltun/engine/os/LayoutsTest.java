package io.veiltun.engine.os;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import org.junit.jupiter.api.Test;

/** The constants against layouts written down field by field, as in the kernel's headers. */
class LayoutsTest {
  private static final StructLayout MSGHDR =
      MemoryLayout.structLayout(
          ADDRESS.withName("name"),
          JAVA_INT.withName("namelen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("iov"),
          JAVA_LONG.withName("iovlen"),
          ADDRESS.withName("control"),
          JAVA_LONG.withName("controllen"),
          JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));
  private static final StructLayout MMSGHDR =
      MemoryLayout.structLayout(
          MSGHDR.withName("hdr"), JAVA_INT.withName("len"), MemoryLayout.paddingLayout(4));
  private static final StructLayout CMSGHDR =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("len"), JAVA_INT.withName("level"), JAVA_INT.withName("type"));

  @Test
  void messageHeadersHaveTheKernelsOffsets() {
    assertThat(Layouts.MSGHDR).isEqualTo((int) MSGHDR.byteSize());
    assertThat(Layouts.MSGHDR_NAME_LENGTH).isEqualTo(offset(MSGHDR, "namelen"));
    assertThat(Layouts.MSGHDR_IOV).isEqualTo(offset(MSGHDR, "iov"));
    assertThat(Layouts.MSGHDR_IOV_LENGTH).isEqualTo(offset(MSGHDR, "iovlen"));
    assertThat(Layouts.MSGHDR_CONTROL).isEqualTo(offset(MSGHDR, "control"));
    assertThat(Layouts.MSGHDR_CONTROL_LENGTH).isEqualTo(offset(MSGHDR, "controllen"));
    assertThat(Layouts.MSGHDR_FLAGS).isEqualTo(offset(MSGHDR, "flags"));
    assertThat(Layouts.MMSGHDR).isEqualTo((int) MMSGHDR.byteSize());
    assertThat(Layouts.MMSGHDR_LENGTH).isEqualTo(offset(MMSGHDR, "len"));
    assertThat(Layouts.CMSGHDR).isEqualTo((int) CMSGHDR.byteSize());
    assertThat(Layouts.CMSG_LEVEL).isEqualTo(offset(CMSGHDR, "level"));
    assertThat(Layouts.CMSG_TYPE).isEqualTo(offset(CMSGHDR, "type"));
  }

  @Test
  void controlMessagesTakeTheSpaceOfTheKernelsMacros() {
    assertThat(Layouts.cmsgLength(2)).isEqualTo(18);
    assertThat(Layouts.cmsgSpace(2)).isEqualTo(24);
    assertThat(Layouts.cmsgSpace(4)).isEqualTo(24);
    assertThat(Layouts.cmsgSpace(Layouts.IN_PKTINFO)).isEqualTo(32);
    assertThat(Layouts.cmsgLength(Layouts.IN6_PKTINFO)).isEqualTo(36);
    assertThat(Layouts.cmsgSpace(Layouts.IN6_PKTINFO)).isEqualTo(40);
  }

  private static int offset(StructLayout layout, String field) {
    return (int) layout.byteOffset(groupElement(field));
  }
}
