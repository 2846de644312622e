package io.veiltun.engine.memory;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.udp.Transport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A socket on a {@link MemoryNetwork}. */
public final class MemoryTransport implements Transport {
  private static final int LARGEST = 4096;

  private final MemoryNetwork network;
  private final MemoryFlux arrived;
  private Endpoint address;
  private boolean writable = true;
  private Runnable networkChange = () -> {};
  private @Nullable BaseSubscriber<PacketBatch> sender;

  /** Binds {@code address}. */
  public MemoryTransport(World world, MemoryNetwork network, Endpoint address) {
    this.network = network;
    this.address = address;
    arrived = new MemoryFlux(LARGEST, 0, 64);
    network.attach(address, this);
    world.pump(arrived::pump);
  }

  /** Our address as others see it. */
  public Endpoint address() {
    return address;
  }

  /** Moves to another address, as after changing networks. */
  public void move(Endpoint elsewhere) {
    network.detach(address);
    address = elsewhere;
    network.attach(elsewhere, this);
  }

  /** Tells the tunnel that addresses or routes changed. */
  public void networkChanged() {
    networkChange.run();
  }

  @Override
  public void onNetworkChange(Runnable task) {
    networkChange = task;
  }

  /**
   * While false, takes the batch it has and asks for no more, like a socket whose buffer is full.
   */
  public void writable(boolean open) {
    writable = open;
    if (open && sender != null) {
      sender.request(1);
    }
  }

  void arrived(MemoryNetwork.Datagram datagram) {
    arrived.add(datagram.bytes(), datagram.from());
  }

  @Override
  public Flux<PacketBatch> receive() {
    return arrived;
  }

  @Override
  public void send(Flux<PacketBatch> datagrams) {
    BaseSubscriber<PacketBatch> subscriber =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(1);
          }

          @Override
          protected void hookOnNext(PacketBatch batch) {
            for (int slot = 0; slot < batch.size(); slot++) {
              Endpoint to = batch.endpoint(slot);
              if (!batch.isDropped(slot) && to != null) {
                byte[] datagram =
                    MemoryDevice.bytes(batch.memory(), batch.offset(slot), batch.length(slot));
                network.sent(new MemoryNetwork.Datagram(datagram, address, to));
              }
            }
            if (writable) {
              request(1);
            }
          }
        };
    sender = subscriber;
    datagrams.subscribe(subscriber);
  }

  @Override
  public void close() {
    network.detach(address);
    arrived.cancel();
    if (sender != null) {
      sender.cancel();
    }
  }
}
