package dev.tradepost.nativeready;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What can be said about a native executable from the classes alone; {@link NativeReadyIT} sees what the tests have used. */
@AnalyzeClasses(packages = "dev.tradepost", importOptions = ImportOption.DoNotIncludeTests.class)
class NativeReadyTest {

    private static final Set<String> READING = Set.of("readValue", "readValues", "convertValue", "treeToValue",
            "forType",
            "readerFor", "readerForListOf");
    /** Of Quarkus' own properties, those that are not fixed when it is built. */
    private static final Set<String> OF_THE_RUN = Set.of("quarkus.http.port", "quarkus.shutdown.delay",
            "quarkus.otel.sdk.disabled", "quarkus.datasource.jdbc.url", "quarkus.datasource.username",
            "quarkus.datasource.password");

    @ArchTest
    static final ArchRule what_is_named_to_jackson_is_registered = classes().should(
            new ArchCondition<>("name only registered classes to Jackson") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getCodeUnits().stream().filter(NativeReadyTest::reads)
                            .flatMap(unit -> unit.getReferencedClassObjects().stream())
                            .map(ReferencedClassObject::getValue)
                            .forEach(named -> requireRegistered(named, type, events));
                }
            }).because("a native executable cannot make what nobody has registered");

    @ArchTest
    static final ArchRule what_has_a_mapper_of_its_own_is_registered = classes().should(
            new ArchCondition<>("keep only registered records beside a mapper of their own") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean makesOne = type.getConstructorCallsFromSelf().stream()
                            .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ObjectMapper.class));
                    if (makesOne) {
                        type.getPackage().getClasses().stream()
                                .filter(part -> part.getEnclosingClass().filter(type::equals).isPresent())
                                .forEach(part -> requireRegistered(part, type, events));
                    }
                }
            }).because("the tests see only what goes through the application's mapper");

    @ArchTest
    static final ArchRule what_the_build_was_told_is_not_asked_for = classes().should(
            new ArchCondition<>("ask Quarkus only for what is known when it runs") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getCodeUnits().stream().flatMap(unit -> unit.getParameterAnnotations().stream())
                            .flatMap(Set::stream)
                            .filter(annotation -> annotation.getRawType().isEquivalentTo(ConfigProperty.class))
                            .map(annotation -> annotation.as(ConfigProperty.class).name())
                            .filter(name -> name.startsWith("quarkus.") && !OF_THE_RUN.contains(name))
                            .forEach(name -> events.add(SimpleConditionEvent.violated(type,
                                    type.getName() + " asks for " + name)));
                }
            }).because("a native executable does not know the properties of its build");

    private static boolean reads(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream().anyMatch(call -> READING.contains(call.getName())
                && Stream.of(ObjectMapper.class, ObjectReader.class).anyMatch(call.getTargetOwner()::isEquivalentTo));
    }

    private static void requireRegistered(JavaClass named, JavaClass where, ConditionEvents events) {
        if (named.isRecord() && named.getPackageName().startsWith("dev.tradepost")
                && !named.isAnnotatedWith(RegisterForReflection.class)) {
            events.add(SimpleConditionEvent.violated(where,
                    named.getName() + " is read in " + where.getName() + " and not registered for reflection"));
        }
    }
}
