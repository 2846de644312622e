package io.veiltun.cli.process;

import io.veiltun.daita.DaitaSettings;
import io.veiltun.daita.DaitaShaper;

/**
 * What runs towards a hop or peer.
 *
 * @param title of the defence
 * @param settings of the shaper
 */
record RunningDefence(String title, DaitaSettings settings, DaitaShaper shaper) {
  /** How many machines. */
  int machines() {
    return settings.machines().size();
  }
}
