package io.veiltun.engine.tunnel;

import io.veiltun.engine.routing.IpPrefix;

/**
 * One step of a change of a peer's allowed IPs (wireguard-uapi §1.4).
 *
 * @param prefix the addresses in question
 * @param add true leads them to the peer, away from whoever had them; false takes them away if they
 *     are the peer's, and does nothing if they are not
 */
public record AllowedIpChange(IpPrefix prefix, boolean add) {}
