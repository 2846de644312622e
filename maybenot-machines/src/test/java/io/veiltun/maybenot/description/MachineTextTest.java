package io.veiltun.maybenot.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.machine.Transition;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class MachineTextTest {
  private static final Dist PAUSE = new Dist(new DistType.Uniform(1_500_000, 9_500_000), 0, 0);

  static Stream<String> published() {
    List<String> strings =
        Vectors.lines("machines.txt").stream().filter(line -> line.startsWith("02")).toList();
    assertThat(strings).isNotEmpty();
    return strings.stream();
  }

  @Test
  void textSaysWhatAStateDoesAndWhatLeadsWhere() {
    assertThat(MachineText.render(keepAlive()).lines())
        .contains(
            "A machine of 2 states that sends decoys.",
            "Limit: decoys are at most 50 % of the packets it sends, after 1,000 decoys that are"
                + " free.",
            "State 0 (start)",
            "  on entry: nothing: wait",
            "  on entry: after 1.5 s to 9.5 s (uniform) send one decoy",
            "            limit: 3 times per stay",
            "  data sent, any packet sent -> state 1",
            "  own decoy sent -> this state again (90 %), stop for good (5 %), else nothing",
            "  State 1 can repeat: sends decoys, and can go on without traffic.",
            "  It can stop for good from state 1.");
  }

  @Test
  void everyKindOfActionAndCounterIsSaid() {
    Machine machine =
        machine(
            state(new Action.BlockOutgoing(true, false, PAUSE, Dist.at(2000), Optional.empty())),
            state(new Action.UpdateTimer(true, Dist.at(30), Optional.empty())),
            state(new Action.Cancel(Timer.ALL)),
            State.builder()
                .counterA(new Counter(Counter.Operation.SET, Optional.of(Dist.at(4)), false))
                .counterB(new Counter(Counter.Operation.DECREMENT, Optional.empty(), true))
                .on(Event.COUNTER_ZERO, Transition.SIGNAL)
                .build());

    assertThat(MachineText.render(machine))
        .contains(
            "after 1.5 s to 9.5 s (uniform) hold back all packets for 2 ms",
            "decoys made for it may pass",
            "a block that would end later keeps its end",
            "(not in the beginning, only when it is entered again)",
            "set the timer to 30 µs",
            "cancel what is pending and stop the timer",
            "on entry: set counter A to 4",
            "            take the value of counter A from counter B",
            "a counter reaches 0 -> signal to the other machines",
            "Never entered: states 2, 3.");
  }

  @Test
  void aLoopThatOnlyTrafficTurnsIsTold() {
    Machine machine =
        machine(
            State.builder().on(Event.NORMAL_RECV, 1).build(),
            State.builder()
                .action(new Action.SendPadding(false, false, Dist.at(1), Optional.empty()))
                .on(Event.PADDING_SENT, 0)
                .build());

    assertThat(new LoopText(machine).lines())
        .contains(
            "Loop of states 0, 1: sends decoys, only while packets pass; nothing leads out of"
                + " it.");
  }

  @ParameterizedTest
  @MethodSource("published")
  void everyPublishedMachineCanBeShown(String string) throws Exception {
    Machine machine = MachineFormat.parse(string);
    String text = MachineText.render(machine);

    assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    assertThat(text.lines().filter(line -> line.startsWith("State ")))
        .hasSameSizeAs(machine.states());
    assertThat(text.replace('µ', 'u').chars()).allMatch(c -> c == '\n' || (c >= 32 && c < 127));
  }

  @ParameterizedTest
  @MethodSource("published")
  void drawingsAreWellFormedAndHoldEveryState(String string) throws Exception {
    Machine machine = MachineFormat.parse(string);
    Document drawing = parse(MachineSvg.render(machine));
    String dot = MachineDot.render(machine);

    long branches =
        machine.states().stream()
            .flatMap(state -> Reaction.of(state).stream())
            .mapToLong(reaction -> reaction.branches().size())
            .sum();
    assertThat(texts(drawing).filter(text -> text.startsWith("state ")).distinct())
        .contains("state 0  (start)");
    assertThat(dot.lines().filter(line -> line.contains(" -> "))).hasSize((int) branches);
    assertThat(dot.chars().filter(c -> c == '"').count() % 2).isZero();
  }

  @Test
  void aDrawingOfVeryManyStatesStopsAndSaysSo() throws Exception {
    State[] states = new State[1000];
    Arrays.fill(states, State.builder().on(Event.TUNNEL_SENT, 999).build());

    assertThat(texts(parse(MachineSvg.render(machine(states)))))
        .contains("Only the first 200 states are drawn.", "state 199  (never entered)")
        .doesNotContain("state 200  (never entered)");
  }

  @Test
  void loopsOfTheDeepestMachineAreFound() {
    int size = Machine.MAX_STATES;
    State[] states = new State[size];
    for (int i = 0; i < size; i++) {
      states[i] = State.builder().on(Event.NORMAL_SENT, (i + 1) % size).build();
    }
    StateGraph graph = new StateGraph(machine(states), _ -> true);

    assertThat(graph.loops(graph.reachable()))
        .singleElement()
        .satisfies(loop -> assertThat(loop.cardinality()).isEqualTo(size));
  }

  private static Machine keepAlive() {
    State wait = State.builder().on(Event.NORMAL_SENT, 1).on(Event.TUNNEL_SENT, 1).build();
    State pad =
        State.builder()
            .action(new Action.SendPadding(false, false, PAUSE, Optional.of(Dist.at(3))))
            .on(Event.PADDING_SENT, 1, 0.9f)
            .on(Event.PADDING_SENT, Transition.END, 0.05f)
            .build();
    return new Machine(1000, 0.5, 0, 0, List.of(wait, pad));
  }

  private static State state(Action action) {
    return State.builder().action(action).on(Event.TIMER_END, 1).build();
  }

  private static Machine machine(State... states) {
    return new Machine(0, 0, 0, 0, List.of(states));
  }

  static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  static Stream<String> texts(Document drawing) {
    var nodes = drawing.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent());
  }
}
