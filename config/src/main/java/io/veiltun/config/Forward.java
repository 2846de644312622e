package io.veiltun.config;

/**
 * A relay that passes packets on: its presence turns IP forwarding on.
 *
 * @param masquerade whether peers hide behind the host's own address
 */
public record Forward(
    @JsonMember(value = "Hide the peers behind the host's own address", optional = true)
        boolean masquerade) {}
