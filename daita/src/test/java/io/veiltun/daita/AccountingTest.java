package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.Host;
import io.veiltun.engine.tunnel.Traffic;
import io.veiltun.engine.tunnel.TunnelStatus;
import io.veiltun.maybenot.machine.Event;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AccountingTest {
  private static TunnelStatus.PeerStatus only(Host host) {
    return host.tunnel.status().peers().getFirst();
  }

  @Test
  void bothEndsAgreeToTheByteKindByKind() {
    Lab lab = new Lab();
    lab.shapeAlice(
        Lab.settings(
            Machines.ticking(Event.NORMAL_SENT, 11),
            Machines.on(Event.NORMAL_RECV, Machines.blocking(2, 13, true, true)),
            Machines.on(Event.TUNNEL_RECV, Machines.padding(1, true, true))));
    lab.shapeBob(
        Lab.settings(
            Machines.ticking(Event.NORMAL_RECV, 17),
            Machines.on(Event.PADDING_RECV, Machines.padding(5, false, false))));
    var random = new SplittableRandom(3);
    for (int i = 0; i < 400; i++) {
      lab.aliceSends(random.nextInt(40, Host.MTU + 1), i);
      lab.bobSends(random.nextInt(40, Host.MTU + 1), i);
      lab.advance(random.nextInt(30));
    }
    lab.advance(30_000);

    for (Traffic.Kind kind : Traffic.Kind.values()) {
      assertSame(only(lab.alice).sent(), only(lab.bob).received(), kind);
      assertSame(only(lab.bob).sent(), only(lab.alice).received(), kind);
    }
    assertThat(only(lab.alice).sent().packets().get(Traffic.Kind.DATA)).isEqualTo(400);
    assertThat(only(lab.alice).sent().packets().get(Traffic.Kind.DECOY)).isPositive();
    assertThat(only(lab.bob).sent().packets().get(Traffic.Kind.DECOY)).isPositive();
    assertThat(only(lab.alice).sent().bytes().get(Traffic.Kind.SIZE_PADDING)).isPositive();
  }

  private static void assertSame(
      TunnelStatus.TrafficStatus sent, TunnelStatus.TrafficStatus received, Traffic.Kind kind) {
    assertThat(received.bytes().get(kind)).as(kind + " bytes").isEqualTo(sent.bytes().get(kind));
    assertThat(received.packets().get(kind))
        .as(kind + " packets")
        .isEqualTo(sent.packets().get(kind));
  }
}
