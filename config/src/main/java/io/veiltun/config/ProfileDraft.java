package io.veiltun.config;

/** A profile read and checked member by member; complete only if no problem was reported. */
interface ProfileDraft {
  /** The profile; call it only if there was no problem. */
  Profile build();
}
