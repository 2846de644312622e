package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What {@code veiltun status --json} says of a tunnel that died while its kill switch was in force.
 *
 * @param interfaceName the interface it had
 * @param running always false, to be told from a {@link StatusDocument}
 * @param blocked what is blocked outside the tunnel: "all traffic"
 * @param profile the path of the profile it was started with
 * @param explanation what a person is told
 */
public record BlockedDocument(
    @JsonProperty("interface") String interfaceName,
    boolean running,
    String blocked,
    String profile,
    String explanation) {}
