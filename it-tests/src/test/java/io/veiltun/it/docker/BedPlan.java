package io.veiltun.it.docker;

/**
 * What a {@link ContainerBed} is to be; a plain one has two hops over IPv4, this program
 * everywhere, DAITA on the entry hop and the kill switch.
 *
 * @param ipv6 hops are reached over IPv6, and the client's link has no IPv4 at all
 * @param mtu of the client's link, in bytes
 * @param disturbed a {@link LossyProxy} stands before the entry
 * @param foreignEntry the entry is wireguard-go
 * @param foreignExit the exit is wireguard-go
 * @param secondExit there is another exit beside the first
 */
record BedPlan(
    boolean ipv6,
    int mtu,
    boolean disturbed,
    boolean foreignEntry,
    boolean foreignExit,
    boolean secondExit) {
  static final BedPlan PLAIN = new BedPlan(false, 1500, false, false, false, false);

  BedPlan overIpv6() {
    return new BedPlan(true, mtu, disturbed, foreignEntry, foreignExit, secondExit);
  }

  BedPlan withMtu(int bytes) {
    return new BedPlan(ipv6, bytes, disturbed, foreignEntry, foreignExit, secondExit);
  }

  BedPlan withDisturbedLink() {
    return new BedPlan(ipv6, mtu, true, foreignEntry, foreignExit, secondExit);
  }

  BedPlan withForeignEntry() {
    return new BedPlan(ipv6, mtu, disturbed, true, foreignExit, secondExit);
  }

  BedPlan withForeignExit() {
    return new BedPlan(ipv6, mtu, disturbed, foreignEntry, true, secondExit);
  }

  BedPlan withSecondExit() {
    return new BedPlan(ipv6, mtu, disturbed, foreignEntry, foreignExit, true);
  }
}
