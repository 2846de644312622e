package io.veiltun.engine.os;

/** Whether to use the kernel's segmentation offloads. */
public enum Offloads {
  /** What this kernel turns out to support. */
  AUTO,
  /** None: one packet per system call slot. */
  OFF
}
