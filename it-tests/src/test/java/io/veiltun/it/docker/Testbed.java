package io.veiltun.it.docker;

import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The script docker/testbed as a person uses it, and the Prometheus that it starts. */
final class Testbed {
  static final JsonMapper JSON = new JsonMapper();

  private static final int PROMETHEUS_PORT = 19090;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Testbed() {}

  /**
   * Runs the script.
   *
   * @param compose the command for compose, or {@code none}
   * @return what it printed
   */
  static String run(String compose, String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(Images.script("testbed").toString(), command);
    builder.environment().put("VEILTUN_COMPOSE", compose);
    // Also where a registry answers: this one was built for tests.
    builder.environment().put("VEILTUN_PROMETHEUS_IMAGE", "veiltun-prometheus:latest");
    builder.environment().put("VEILTUN_PROMETHEUS_PORT", Integer.toString(PROMETHEUS_PORT));
    builder.environment().put("VEILTUN_GRAFANA_IMAGE", "none");
    return SystemCommand.run(builder, "");
  }

  /** The result of an instant query. */
  static List<JsonNode> query(String expression) throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    JsonNode answer = get("/api/v1/query?query=" + encoded);
    if (!answer.get("status").asString().equals("success")) {
      throw new IOException(expression + ": " + answer);
    }
    return answer.at("/data/result").valueStream().toList();
  }

  /** Names of all metrics that were ever scraped. */
  static List<String> metricNames() throws IOException, InterruptedException {
    return get("/api/v1/label/__name__/values")
        .get("data")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + PROMETHEUS_PORT + path);
    HttpResponse<String> response =
        HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(response.body());
  }

  /** What defines each of its containers, by their names: everything that a person would notice. */
  static Map<String, String> definitions() throws IOException {
    List<String> command = new ArrayList<>(List.of("docker", "inspect"));
    command.addAll(
        SystemCommand.run("docker", "ps", "-aq", "--filter", "label=io.veiltun.testbed=1")
            .lines()
            .toList());
    JsonNode containers = JSON.readTree(SystemCommand.run(command.toArray(String[]::new)));
    Map<String, String> names = new TreeMap<>();
    containers.forEach(each -> names.put(each.get("Id").asString(), each.get("Name").asString()));
    Map<String, String> definitions = new TreeMap<>();
    containers.forEach(
        each -> definitions.put(each.get("Name").asString(), definition(each, names)));
    return definitions;
  }

  private static String definition(JsonNode container, Map<String, String> names) {
    JsonNode host = container.get("HostConfig");
    JsonNode config = container.get("Config");
    StringBuilder text = new StringBuilder();
    for (String member : List.of("Image", "Entrypoint", "Cmd", "User")) {
      text.append(member).append(' ').append(config.get(member)).append('\n');
    }
    for (String set : List.of("CapAdd", "CapDrop")) {
      text.append(set).append(' ').append(sorted(host.get(set))).append('\n');
    }
    for (String member : List.of("ReadonlyRootfs", "Tmpfs", "PortBindings")) {
      text.append(member).append(' ').append(host.get(member)).append('\n');
    }
    text.append("Sysctls ").append(sortedMembers(host.path("Sysctls"))).append('\n');
    String restart = host.at("/RestartPolicy/Name").asString("").replaceFirst("^no$", "");
    text.append("Restart ").append(restart).append('\n');
    host.path("Devices").forEach(device -> text.append("Device ").append(device).append('\n'));
    TreeSet<String> mounts = new TreeSet<>();
    for (JsonNode mount : container.get("Mounts")) {
      mounts.add(
          mount.path("Name").asString(mount.get("Source").asString())
              + " "
              + mount.get("Destination")
              + mount.get("RW"));
    }
    text.append("Mounts ").append(mounts).append('\n');
    String mode = host.get("NetworkMode").asString();
    if (mode.startsWith("container:")) {
      String other = mode.substring("container:".length());
      text.append("Inside ").append(names.getOrDefault(other, "/" + other)).append('\n');
    }
    TreeSet<String> networks = new TreeSet<>();
    container
        .at("/NetworkSettings/Networks")
        .properties()
        .forEach(network ->
            networks.add(
                network.getKey() + " " + network.getValue().at("/IPAMConfig/IPv4Address")));
    return text.append("Networks ").append(networks).toString();
  }

  private static Set<String> sorted(JsonNode array) {
    TreeSet<String> values = new TreeSet<>();
    array.forEach(value -> values.add(value.asString().replaceFirst("^CAP_", "")));
    return values;
  }

  private static Map<String, String> sortedMembers(JsonNode object) {
    TreeMap<String, String> members = new TreeMap<>();
    object.properties().forEach(each -> members.put(each.getKey(), each.getValue().asString()));
    return members;
  }
}
