package io.veiltun.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members one kind of object may have.
 *
 * @param required must be there
 * @param optional may be there
 * @param refused known but not accepted, with the reason
 */
record Shape(List<String> required, List<String> optional, Map<String, String> refused) {
  /** The members a reader accepts. */
  Set<String> accepted() {
    Set<String> names = new LinkedHashSet<>(required);
    names.addAll(optional);
    return names;
  }
}
