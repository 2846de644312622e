package io.veiltun.config;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigPart;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Passes what {@link JsonMember} says on to the schema generator, which takes null for nothing. */
final class SchemaMembers {
  private SchemaMembers() {}

  static void describe(SchemaGeneratorConfigPart<FieldScope> fields) {
    fields
        .withPropertyNameOverrideResolver(field -> text(field, JsonMember::name))
        .withDescriptionResolver(field -> text(field, JsonMember::value))
        .withStringPatternResolver(field -> text(field, JsonMember::pattern))
        .withRequiredCheck(SchemaMembers::required)
        .withTargetTypeOverridesResolver(SchemaMembers::written)
        .withEnumResolver(SchemaMembers::values)
        .withNumberInclusiveMinimumResolver(
            field -> decimal(number(field, JsonMember::min, Integer.MIN_VALUE)))
        .withNumberInclusiveMaximumResolver(
            field -> decimal(number(field, JsonMember::max, Integer.MAX_VALUE)))
        .withArrayMinItemsResolver(field -> number(field, JsonMember::minItems, 0))
        .withArrayMaxItemsResolver(field -> number(field, JsonMember::maxItems, Integer.MAX_VALUE));
  }

  private static boolean required(FieldScope field) {
    JsonMember member = member(field);
    Class<?> type = field.getRawMember().getType();
    return member != null
        && !member.optional()
        && type != Optional.class
        && type != OptionalInt.class;
  }

  /**
   * The type as a profile writes it, where the record's differs: an absent member is not a null
   * one, which is what the generator makes of an Optional.
   */
  private static @Nullable List<ResolvedType> written(FieldScope field) {
    ResolvedType type = field.getType();
    if (type == null || type.getErasedType() != Optional.class) {
      return null;
    }
    List<ResolvedType> content = type.typeParametersFor(Optional.class);
    return content.getFirst().getErasedType() == Daita.class
        ? List.of(field.getContext().resolve(WrittenDaita.class))
        : content;
  }

  private static @Nullable List<?> values(FieldScope field) {
    JsonMember member = member(field);
    if (member == null) {
      return null;
    }
    return member.values().length == 0 ? null : List.of(member.values());
  }

  private static @Nullable String text(FieldScope field, Function<JsonMember, String> part) {
    JsonMember member = member(field);
    String text = member == null ? "" : part.apply(member);
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Integer number(
      FieldScope field, ToIntFunction<JsonMember> part, int nothing) {
    JsonMember member = member(field);
    int number = member == null ? nothing : part.applyAsInt(member);
    return number == nothing ? null : number;
  }

  private static @Nullable BigDecimal decimal(@Nullable Integer number) {
    return number == null ? null : BigDecimal.valueOf(number);
  }

  /** Null for the elements of a list, which the annotation does not speak of. */
  private static @Nullable JsonMember member(FieldScope field) {
    return field.isFakeContainerItemScope() ? null : field.getAnnotation(JsonMember.class);
  }
}
