package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void sameSeedIsTheSamePage() {
    assertThat(Page.seeded(7)).isEqualTo(Page.seeded(7)).isNotEqualTo(Page.seeded(8));
  }

  @Test
  void pageOfTheDemonstrationIsOneToTwoMegabytesOfUnlikeObjects() {
    Page page = Page.seeded(PageExperiment.SEED);
    assertThat(page.bytes()).isBetween(1_000_000L, 2_000_000L);
    assertThat(page.objects()).isEqualTo(21);
    List<Integer> sizes =
        page.rounds().stream()
            .flatMap(round -> round.items().stream())
            .map(Page.Item::bytes)
            .toList();
    assertThat(sizes).doesNotHaveDuplicates();
    assertThat(page.rounds().getFirst().items()).hasSize(1);
  }
}
