package io.veiltun.cli.process;

import io.veiltun.cli.uapi.DaitaKeys;
import io.veiltun.cli.uapi.DeviceChange.PeerDaita;
import io.veiltun.cli.uapi.UapiFailure;
import io.veiltun.daita.DaitaSettings;
import io.veiltun.daita.DaitaSettings.Holding;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.util.ArrayList;
import java.util.List;

/**
 * A wish about DAITA that can be fulfilled.
 *
 * @param title of the defence
 * @param settings what its machines and limits mean
 */
record CheckedDaita(PeerDaita wish, String title, DaitaSettings settings) {
  /** Decodes the machines; a wrong one is EINVAL. */
  static List<CheckedDaita> of(List<PeerDaita> wishes) throws UapiFailure {
    List<CheckedDaita> checked = new ArrayList<>();
    for (PeerDaita wish : wishes) {
      checked.add(of(wish));
    }
    return checked;
  }

  private static CheckedDaita of(PeerDaita wish) throws UapiFailure {
    DaitaKeys keys = wish.keys();
    List<CompiledMachine> machines = new ArrayList<>();
    for (String machine : keys.machines()) {
      try {
        machines.add(CompiledMachine.of(MachineFormat.decode(machine)));
      } catch (InvalidMachineException e) {
        throw UapiFailure.invalid("machine " + (machines.size() + 1) + ": " + e.getMessage());
      }
    }
    DaitaSettings settings =
        DaitaSettings.of(machines, new Limits(keys.maxDecoyFraction(), keys.maxDelayFraction()))
            .withHolding(new Holding(keys.maxDelayedPackets(), keys.minDelayCapacity()));
    int count = machines.size();
    return new CheckedDaita(wish, count + (count == 1 ? " machine" : " machines"), settings);
  }
}
