package io.veiltun.cli.process;

import io.veiltun.daita.DaitaShaper;

/**
 * What runs towards a hop or peer.
 *
 * @param title of the defence
 * @param machines how many
 */
record RunningDefence(String title, int machines, DaitaShaper shaper) {}
