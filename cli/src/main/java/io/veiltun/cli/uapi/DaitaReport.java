package io.veiltun.cli.uapi;

/**
 * DAITA towards one peer as it is now.
 *
 * @param keys what runs
 * @param rxPaddingBytes size padding received
 * @param txPaddingBytes size padding sent
 * @param rxDecoyBytes decoys received
 * @param txDecoyBytes decoys sent
 */
public record DaitaReport(
    DaitaKeys keys,
    long rxPaddingBytes,
    long txPaddingBytes,
    long rxDecoyBytes,
    long txDecoyBytes) {}
