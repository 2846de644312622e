package io.veiltun.engine.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.os.Namespace;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.Drops;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links are followed through states, sizes and namespaces. Needs root. */
class LinkWatchIT {
  private static final String DEVICE = "veilwatch";

  private final PacketLoop loop = new PacketLoop("test");
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Namespace home = new Namespace("watch-home");
  private final Namespace away = new Namespace("watch-away");
  private LinuxTun tun;
  private LinkWatch watch;

  @BeforeEach
  void open() throws Exception {
    tun =
        home.in(() -> LinuxTun.open(DEVICE, LinuxTun.Options.of(1420, 64, 64), loop, new Drops()));
    watch = home.in(() -> LinkWatch.start(tun, new Listener()));
    expect("mtu 1500", "down");
  }

  @AfterEach
  void close() {
    watch.close();
    tun.close();
    loop.close();
    away.close();
    home.close();
  }

  private final class Listener implements LinkListener {
    @Override
    public void up() {
      told.add("up");
    }

    @Override
    public void down() {
      told.add("down");
    }

    @Override
    public void mtu(int bytes) {
      told.add("mtu " + bytes);
    }

    @Override
    public void gone() {
      told.add("gone");
    }
  }

  private void expect(String... events) throws InterruptedException {
    for (String event : events) {
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
    }
  }

  @Test
  void everyChangeOfStateAndSizeIsToldOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      home.ip("link set " + DEVICE + " up");
      expect("up");
      home.ip("link set " + DEVICE + " down");
      expect("down");
    }
    home.ip("link set " + DEVICE + " mtu 34816");
    expect("mtu 34816");
    home.ip("link set " + DEVICE + " mtu 34816");
    home.ip("link set " + DEVICE + " mtu 1280 up");
    expect("mtu 1280", "up");
    assertThat(told).isEmpty();
  }

  @Test
  void aLinkThatMovedIsFollowedThereAndFurtherAndBack() throws Exception {
    home.ip("link set " + DEVICE + " up");
    expect("up");
    home.ip("link set " + DEVICE + " netns " + away.name());
    expect("down");
    away.ip("link set " + DEVICE + " mtu 1300");
    expect("mtu 1300");
    away.ip("link set " + DEVICE + " up");
    expect("up");
    try (Namespace further = new Namespace("watch-further")) {
      away.ip("link set " + DEVICE + " netns " + further.name());
      expect("down");
      further.ip("link set " + DEVICE + " name veilrenamed");
      further.ip("link set veilrenamed up");
      expect("up");
      further.ip("link set veilrenamed netns " + home.name());
      expect("down");
      home.ip("link set veilrenamed up");
      expect("up");
    }
  }

  @Test
  void aLinkDeletedAtHomeIsGone() throws Exception {
    home.ip("link del " + DEVICE);
    expect("gone");
  }

  @Test
  void aLinkDeletedElsewhereIsGone() throws Exception {
    home.ip("link set " + DEVICE + " netns " + away.name());
    away.ip("link set " + DEVICE + " up");
    expect("up");
    away.ip("link del " + DEVICE);
    expect("gone");
  }

  @Test
  void aNamespaceIsNotKeptAliveByTheWatchAndItsEndIsTheLinksEnd() throws Exception {
    Namespace doomed = new Namespace("watch-doomed");
    home.ip("link set " + DEVICE + " netns " + doomed.name());
    doomed.ip("link set " + DEVICE + " up");
    expect("up");
    doomed.close();
    expect("gone");
  }

  @Test
  void afterItsEndNothingIsTold() throws Exception {
    watch.close();
    watch.close();
    home.ip("link set " + DEVICE + " up");
    assertThat(told).isEmpty();
  }
}
