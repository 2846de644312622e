package io.veiltun.cli.lab;

import java.util.List;

/**
 * What the demonstration measured and saw.
 *
 * @param download the download through both hops
 * @param ping echo requests from the client to the web server
 * @param observations of the three links, from client to web
 * @param wireBytes bytes that each link carried during the download, both directions, from the IP
 *     header on
 */
public record DemoResult(
    Download download, Ping ping, List<Observation> observations, List<Long> wireBytes) {
  public DemoResult {
    observations = List.copyOf(observations);
    wireBytes = List.copyOf(wireBytes);
  }
}
