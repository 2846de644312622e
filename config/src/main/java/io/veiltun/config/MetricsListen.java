package io.veiltun.config;

/**
 * The metrics server.
 *
 * @param listen where it listens
 */
public record MetricsListen(
    @JsonMember("Where to serve /metrics and /health: host:port") HostPort listen) {}
