package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.List;

/**
 * Removes a table of the firewall with all it contains.
 *
 * @param table name of a table of family inet
 */
public record DeleteNftTable(String table) implements Undo {
  @Override
  public void perform(HostSystem system) throws CommandFailure {
    // Declaring it first makes the deletion succeed when there is no such table.
    String script = "table inet " + table + " {}\ndelete table inet " + table + "\n";
    system.commands().run(List.of("nft", "-f", "-"), script);
  }

  @Override
  public String description() {
    return "the nft table inet " + table;
  }
}
