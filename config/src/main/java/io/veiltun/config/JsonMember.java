package io.veiltun.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the JSON Schema says about a record component, beyond its type. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface JsonMember {
  /** The description. */
  String value();

  /** The member's name, where Java can't use it. */
  String name() default "";

  /** Whether the member may be absent; one of an optional type always may. */
  boolean optional() default false;

  /** Smallest number. */
  int min() default Integer.MIN_VALUE;

  /** Largest number. */
  int max() default Integer.MAX_VALUE;

  /** Fewest elements. */
  int minItems() default 0;

  /** Most elements. */
  int maxItems() default Integer.MAX_VALUE;

  /** Regular expression for text. */
  String pattern() default "";

  /** The only texts there are; empty: any. */
  String[] values() default {};
}
