package io.veiltun.cli.lab;

/**
 * One packet on a link.
 *
 * @param timeNanos when the kernel saw it, nanoseconds since 1970; the packets of one segmentation
 *     super-packet share it
 * @param length bytes from the IP header on
 * @param outgoing sent by the host whose device was watched
 * @param flow the flow it belongs to
 */
public record CapturedPacket(long timeNanos, int length, boolean outgoing, Flow.Key flow) {}
