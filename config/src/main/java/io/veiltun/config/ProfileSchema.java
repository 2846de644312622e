package io.veiltun.config;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.net.InetAddress;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of a profile, generated from the records. For editors: it knows every
 * member, type, pattern and range of a number, but neither how much a text with a unit may be at
 * most nor the rules between members, which only {@link ProfileReader} checks. Loads a generator
 * that nothing else needs.
 */
public final class ProfileSchema {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private static final Map<Class<?>, String> TEXT_PATTERNS =
      Map.of(
          CidrAddress.class,
          "^[0-9A-Fa-f:.]+/[0-9]{1,3}$",
          HostPort.class,
          "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}$",
          InetAddress.class,
          "^[0-9A-Fa-f:.]+$",
          PublicKeyText.class,
          Base64Key.PATTERN,
          Quantity.Rate.class,
          "^" + Quantity.Rate.PATTERN + "$",
          Quantity.DataSize.class,
          "^" + Quantity.DataSize.PATTERN + "$",
          Quantity.TimeSpan.class,
          "^" + Quantity.TimeSpan.PATTERN + "$",
          Idle.class,
          "^(" + Idle.PATTERN + ")$");

  private ProfileSchema() {}

  /** The schema as indented JSON text. */
  public static String generate() {
    SchemaBuilder builder = generator().buildMultipleSchemaDefinitions();
    ObjectNode client = builder.createSchemaReference(ClientProfile.class);
    ObjectNode relay = builder.createSchemaReference(RelayProfile.class);
    ObjectNode definitions = builder.collectDefinitions("$defs");
    completeProfiles(definitions);
    ObjectNode root = MAPPER.createObjectNode();
    root.put("$schema", SchemaVersion.DRAFT_2020_12.getIdentifier());
    root.put("title", "VeilTun profile");
    root.putArray("oneOf").add(client).add(relay);
    root.set("$defs", definitions);
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  /** What holds between the members of a profile, as far as a schema can say it. */
  private static void completeProfiles(ObjectNode definitions) {
    for (Class<?> profile : new Class<?>[] {ClientProfile.class, RelayProfile.class}) {
      definitions
          .withObject("/" + profile.getSimpleName() + "/properties")
          .putObject("$schema")
          .put("description", "For editors; ignored");
    }
    ArrayNode keys =
        definitions.withObject("/" + ClientProfile.class.getSimpleName()).putArray("anyOf");
    keys.addObject().putArray("required").add("privateKey");
    keys.addObject().withObject("/properties/hops/items").putArray("required").add("privateKey");
  }

  private static SchemaGenerator generator() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.PLAIN_DEFINITION_KEYS)
            .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_OPTIONALS);
    config
        .forTypesInGeneral()
        .withCustomDefinitionProvider(ProfileSchema::valueType)
        .withPropertySorter((_, _) -> 0);
    SchemaMembers.describe(config.forFields());
    return new SchemaGenerator(config.build());
  }

  /** The types that are written as one JSON value although they are objects in Java. */
  private static @Nullable CustomDefinition valueType(
      ResolvedType type, SchemaGenerationContext context) {
    ObjectNode schema = MAPPER.createObjectNode();
    Class<?> raw = type.getErasedType();
    String pattern = TEXT_PATTERNS.get(raw);
    if (pattern != null) {
      schema.put("type", "string").put("pattern", pattern);
    } else if (raw == OptionalInt.class) {
      schema.put("type", "integer");
    } else if (raw == DefenceChoice.class) {
      describeDefence(schema.putArray("oneOf"));
    } else if (raw == KeyMaterial.class) {
      describeKey(schema.putArray("oneOf"));
      return new CustomDefinition(
          schema, DefinitionType.ALWAYS_REF, CustomDefinition.EXCLUDING_ATTRIBUTES);
    } else {
      return null;
    }
    return new CustomDefinition(
        schema, CustomDefinition.INLINE_DEFINITION, CustomDefinition.INCLUDING_ATTRIBUTES);
  }

  private static void describeDefence(ArrayNode forms) {
    describeLine(forms.addObject(), Ranges.MAX_DEFENCE_NAME);
    ObjectNode machines = forms.addObject().put("type", "array");
    machines.put("minItems", 1).put("maxItems", Ranges.MAX_MACHINES);
    describeLine(machines.putObject("items"), Ranges.MAX_MACHINE_STRING);
  }

  private static void describeLine(ObjectNode text, int maxLength) {
    text.put("type", "string").put("pattern", OneLine.PATTERN).put("maxLength", maxLength);
  }

  private static void describeKey(ArrayNode forms) {
    forms.addObject().put("type", "string").put("pattern", Base64Key.PATTERN);
    ObjectNode file = forms.addObject().put("type", "object");
    file.withObject("/properties/file")
        .put("type", "string")
        .put("minLength", 1)
        .put("description", "File with the key in base64, relative to the profile");
    file.putArray("required").add("file");
    file.put("additionalProperties", false);
  }
}
