package dev.tradepost;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.ExceptionMapper;

import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.NullMarked;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import io.quarkus.security.Authenticated;

/** The house rules of docs/adr/0001: who may know whom, and what may be seen from where. */
@AnalyzeClasses(packages = "dev.tradepost", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String USER = "dev.tradepost.user..";
    private static final String CATALOG = "dev.tradepost.catalog..";
    private static final String ORDER = "dev.tradepost.order..";
    private static final String KERNEL = "dev.tradepost.kernel..";
    private static final String PLATFORM = "dev.tradepost.platform..";
    private static final String API = "dev.tradepost.*.api..";

    // --- Dependencies of modules ---------------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule modules_have_no_cycles = slices().matching("dev.tradepost.(*)..").should()
            .beFreeOfCycles().because("a module in a cycle cannot be read, tested or moved by itself");

    @ArchTest
    static final ArchRule features_have_no_cycles = slices().matching("dev.tradepost.(*.*)..").should()
            .beFreeOfCycles().because("two features that depend on each other are one feature in two packages");

    @ArchTest
    static final ArchRule kernel_depends_on_no_module = noClasses().that().resideInAPackage(KERNEL).should()
            .dependOnClassesThat().resideInAnyPackage(USER, CATALOG, ORDER, PLATFORM)
            .because("every module uses its values");

    @ArchTest
    static final ArchRule kernel_depends_on_no_framework = noClasses().that().resideInAPackage(KERNEL).should()
            .dependOnClassesThat().resideOutsideOfPackages(KERNEL, "java..", "org.jspecify..")
            .because("its values outlive frameworks");

    @ArchTest
    static final ArchRule platform_depends_on_no_module = noClasses().that().resideInAPackage(PLATFORM).should()
            .dependOnClassesThat().resideInAnyPackage(USER, CATALOG, ORDER)
            .because("technical services have no business rules");

    @ArchTest
    static final ArchRule user_depends_on_no_other_module = noClasses().that().resideInAPackage(USER).should()
            .dependOnClassesThat().resideInAnyPackage(CATALOG, ORDER).because("only order calls other modules");

    @ArchTest
    static final ArchRule catalog_depends_on_no_other_module = noClasses().that().resideInAPackage(CATALOG).should()
            .dependOnClassesThat().resideInAnyPackage(USER, ORDER).because("only order calls other modules");

    @ArchTest
    static final ArchRule order_depends_only_on_the_api_of_others = noClasses().that().resideInAPackage(ORDER).should()
            .dependOnClassesThat(resideInAnyPackage(USER, CATALOG)
                    .and(DescribedPredicate.not(resideInAPackage(API))))
            .because("other modules see nothing but a module's api");

    // --- Contents of an api package --------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule an_api_has_interfaces_records_enums_and_exceptions_only = classes().that()
            .resideInAPackage(API)
            .and().areTopLevelClasses().should(beA("public interface, record, enum or exception",
                    type -> type.isInterface() || type.isRecord() || type.isEnum()
                            || type.isAssignableTo(Throwable.class)))
            .because("an api declares and implements nothing");

    @ArchTest
    static final ArchRule an_api_depends_on_no_technology = noClasses().that().resideInAPackage(API).should()
            .dependOnClassesThat().resideInAnyPackage("jakarta.ws.rs..", "jakarta.persistence..", "org.hibernate..",
                    "io.quarkus.hibernate..", "io.quarkus.panache..", "com.rabbitmq..", "io.vertx..")
            .because("a caller does not depend on how a module is built");

    @ArchTest
    static final ArchRule an_api_does_not_depend_on_its_implementation = noClasses().that().resideInAPackage(API)
            .should()
            .dependOnClassesThat(resideInAnyPackage(USER, CATALOG, ORDER)
                    .and(DescribedPredicate.not(resideInAPackage(API))))
            .because("an api outlives its implementation");

    // --- Visibility ---------------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule only_services_records_and_types_for_frameworks_are_public = classes().that()
            .resideInAnyPackage(USER, CATALOG, ORDER).and().resideOutsideOfPackage(API).and(are(visible()))
            .should(beA("a record, an enum, an interface, a service, or nested in one of these",
                    type -> mayBePublic(type)
                            || type.getEnclosingClass().map(ArchitectureTest::mayBePublic).orElse(false)))
            .because("nobody can depend on a type that is not public");

    @ArchTest
    static final ArchRule a_feature_has_one_public_service = classes().that().resideInAnyPackage(USER, CATALOG, ORDER)
            .and()
            .resideOutsideOfPackage(API)
            .should(new ArchCondition<JavaClass>("be the only public service of their package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    long services = type.getPackage().getClasses().stream()
                            .filter(other -> other.getModifiers().contains(JavaModifier.PUBLIC) && isService(other)
                                    && !other.getSimpleName().endsWith("Queries"))
                            .count();
                    if (isService(type) && type.getModifiers().contains(JavaModifier.PUBLIC) && services > 1) {
                        events.add(SimpleConditionEvent.violated(type,
                                type.getName() + " is one of " + services + " public services of its feature"));
                    }
                }
            })
            .because("other features find a feature by its one public service; queries for reports may be another one");

    @ArchTest
    static final ArchRule entities_are_hidden = classes().that().areAnnotatedWith(Entity.class).or()
            .areAnnotatedWith(Embeddable.class).should().notBePublic()
            .because("only the feature that maps an entity uses it");

    @ArchTest
    static final ArchRule no_entity_in_a_public_signature = methods().that().arePublic().and()
            .areDeclaredInClassesThat().arePublic().and().areDeclaredInClassesThat()
            .resideInAnyPackage(USER, CATALOG, ORDER).should(haveNoEntityInTheirSignature())
            .because("responses, events and services use records");

    @ArchTest
    static final ArchRule no_entity_in_a_resource_method = methods().that().arePublic().and()
            .areDeclaredInClassesThat(annotatedWith(Path.class)).should(haveNoEntityInTheirSignature())
            .because("a table is not part of the contract");

    // --- HTTP ----------------------------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule every_http_method_states_its_permission = methods()
            .that(are(metaAnnotatedWithHttpMethod())).and().areDeclaredInClassesThat()
            .areNotAnnotatedWith(RegisterRestClient.class) // a client, which nobody calls over HTTP
            .should(new ArchCondition<JavaMethod>("state who may call it") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    if (!statesPermission(method)) {
                        events.add(
                                SimpleConditionEvent.violated(method, method.getFullName() + " states no permission"));
                    }
                }
            }).because("an endpoint without a permission is open to everybody");

    @ArchTest
    static final ArchRule resource_methods_are_public = methods().that(are(metaAnnotatedWithHttpMethod())).should()
            .bePublic().because("Quarkus ignores a resource method that is not public with a warning only");

    @ArchTest
    static final ArchRule failures_are_mapped_in_one_place = noClasses().that()
            .resideOutsideOfPackage("dev.tradepost.platform.problem..").should().beAssignableTo(ExceptionMapper.class)
            .orShould().dependOnClassesThat().areAssignableTo(ServerExceptionMapper.class)
            .because("every problem has the same form");

    // --- Technology -----------------------------------------------------------------------------

    @ArchTest
    static final ArchRule rabbitmq_is_used_by_platform_only = noClasses().that()
            .resideOutsideOfPackage("dev.tradepost.platform.messaging..").and()
            .resideOutsideOfPackage("dev.tradepost.platform.deadletter..").and()
            .resideOutsideOfPackage("dev.tradepost.platform.outbox..").should().dependOnClassesThat()
            .resideInAnyPackage("com.rabbitmq..")
            .because("modules publish through the outbox and implement Subscription");

    @ArchTest
    static final ArchRule redis_is_reached_through_its_gate = noClasses().that()
            .resideOutsideOfPackage("dev.tradepost.platform.redis..").should().dependOnClassesThat()
            .resideInAnyPackage("io.quarkus.redis..", "io.vertx.mutiny.redis..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("io.vertx.redis.client.Redis")
            .because("a frozen Redis delays nobody for longer than the gate allows");

    /** {@code COPY} and {@code LISTEN} need the driver's own connection. */
    private static final Set<String> OWN_CONNECTION = Set.of("CopyRows", "ChangeListener");

    @ArchTest
    static final ArchRule statements_are_sent_by_one_class = noClasses().that()
            .resideOutsideOfPackage("dev.tradepost.platform.database..").and(are(outside(OWN_CONNECTION))).should()
            .callMethodWhere(sendsStatements())
            .because("there are two ways to data: repositories for entities, Sql for statements");

    @ArchTest
    static final ArchRule only_order_subscribes = classes().that()
            .implement("dev.tradepost.platform.messaging.Subscription").and()
            .resideOutsideOfPackage("dev.tradepost.platform.messaging..").should()
            .resideInAnyPackage("dev.tradepost.order.processing..", "dev.tradepost.order.notification..")
            .allowEmptyShould(true).because("RabbitMQ carries order processing and nothing else");

    @ArchTest
    static final ArchRule only_the_outbox_publishes = noClasses().that()
            .resideOutsideOfPackages("dev.tradepost.platform.outbox..", "dev.tradepost.platform.messaging..",
                    "dev.tradepost.platform.deadletter..")
            .should()
            .dependOnClassesThat().haveFullyQualifiedName("dev.tradepost.platform.messaging.Publisher")
            .because("an event that is not in the outbox is lost in a crash");

    @ArchTest
    static final ArchRule events_are_not_observed_asynchronously = noClasses().that()
            .doNotHaveFullyQualifiedName("dev.tradepost.platform.limits.ClientConnections") // Quarkus announces its HTTP servers in no other way
            .should().dependOnClassesThat().haveFullyQualifiedName("jakarta.enterprise.event.ObservesAsync")
            .because("an asynchronous observer drops its exceptions");

    @ArchTest
    static final ArchRule beans_are_constructed = noFields().should().beAnnotatedWith(Inject.class)
            .because("what a class needs stands in its constructor");

    @ArchTest
    static final ArchRule the_clock_is_injected = noClasses().that()
            .resideOutsideOfPackages("dev.tradepost.platform.time..", "dev.tradepost.kernel..").should()
            .callMethod(java.time.Instant.class, "now").orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(java.time.LocalDate.class, "now").orShould()
            .callMethod(java.time.ZonedDateTime.class, "now").orShould()
            .callMethod(java.time.OffsetDateTime.class, "now").orShould()
            .callMethod(java.time.LocalDateTime.class, "now").because("a test must be able to say what time it is");

    @ArchTest
    static final ArchRule money_is_never_floating = noFields().should()
            .haveRawType(new DescribedPredicate<JavaClass>("float or double") {
                @Override
                public boolean test(JavaClass type) {
                    return type.isEquivalentTo(double.class) || type.isEquivalentTo(float.class)
                            || type.isEquivalentTo(Double.class) || type.isEquivalentTo(Float.class);
                }
            }).because("0.1 + 0.2 is not 0.3");

    @ArchTest
    static final ArchRule no_method_takes_or_returns_floating_numbers = methods().that().areDeclaredInClassesThat()
            .resideInAnyPackage(KERNEL, USER, CATALOG, ORDER)
            .should(new ArchCondition<JavaMethod>("not deal in float or double") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                            .filter(type -> Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                                    .contains(type.getName()))
                            .forEach(type -> events.add(SimpleConditionEvent.violated(method,
                                    method.getFullName() + " uses " + type.getName())));
                }
            }).because("0.1 + 0.2 is not 0.3");

    @ArchTest
    static final ArchRule names_say_what_a_class_does = noClasses().should()
            .haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameEndingWith("Manager").orShould()
            .haveSimpleNameEndingWith("Helper").orShould().haveSimpleNameEndingWith("Util").orShould()
            .haveSimpleNameEndingWith("Utils").because("such a name does not say what the class does");

    private static final int MAX_FILES = 18;

    @ArchTest
    static void every_package_is_small(JavaClasses classes) {
        assertThat(sources(classes).collect(groupingBy(JavaClass::getPackageName, counting())))
                .allSatisfy((name, files) -> assertThat(files).as(name).isLessThanOrEqualTo(MAX_FILES));
    }

    /** Also of nested types, whose names readers meet without the names of their owners. */
    @ArchTest
    static void no_two_types_have_the_same_simple_name(JavaClasses classes) {
        assertThat(classes.stream().filter(type -> type.getSource().isPresent() && !type.isAnonymousClass())
                .filter(type -> !type.getName().contains("_") && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList()))))
                .allSatisfy((name, types) -> assertThat(types).as(name).hasSize(1));
    }

    private static Stream<JavaClass> sources(JavaClasses classes) {
        return classes.stream().filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"));
    }

    @ArchTest
    static void every_package_is_null_marked(JavaClasses classes) {
        Set<String> unmarked = classes.stream().map(JavaClass::getPackage).distinct()
                .filter(somewhere -> somewhere.getClasses().stream().anyMatch(type -> type.getSource().isPresent()))
                .filter(somewhere -> !somewhere.isAnnotatedWith(NullMarked.class)).map(somewhere -> somewhere.getName())
                .collect(Collectors.toSet());
        assertThat(unmarked).as("packages without @NullMarked").isEmpty();
    }

    private static DescribedPredicate<JavaClass> outside(Set<String> names) {
        return DescribedPredicate.describe("outside " + names, type -> !names.contains(type.getSimpleName()));
    }

    private static DescribedPredicate<JavaMethodCall> sendsStatements() {
        return DescribedPredicate.describe("sends a statement without Sql", call -> Set
                .of("createNativeQuery", "prepareStatement", "prepareCall", "createStatement").contains(call.getName())
                && (call.getTargetOwner().isAssignableTo(EntityManager.class)
                        || call.getTargetOwner().isAssignableTo(java.sql.Connection.class)));
    }

    // --- Conditions ---------------------------------------------------------------------------------------------------

    private static boolean mayBePublic(JavaClass type) {
        return type.isRecord() || type.isEnum() || type.isInterface() || isService(type);
    }

    /** Public, and nested in public types only. */
    private static DescribedPredicate<JavaClass> visible() {
        return new DescribedPredicate<>("visible outside their package") {
            @Override
            public boolean test(JavaClass type) {
                return type.getModifiers().contains(JavaModifier.PUBLIC)
                        && type.getEnclosingClass().map(this::test).orElse(true);
            }
        };
    }

    private static boolean isService(JavaClass type) {
        return Stream.of(ApplicationScoped.class, Singleton.class, RequestScoped.class, Dependent.class)
                .anyMatch(type::isAnnotatedWith) && !type.isAnnotatedWith(Path.class);
    }

    private static ArchCondition<JavaClass> beA(String what, java.util.function.Predicate<JavaClass> test) {
        return new ArchCondition<>("be " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!test.test(type)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is not " + what));
                }
            }
        };
    }

    private static DescribedPredicate<JavaMethod> metaAnnotatedWithHttpMethod() {
        return new DescribedPredicate<>("HTTP methods") {
            @Override
            public boolean test(JavaMethod method) {
                return method.isMetaAnnotatedWith(HttpMethod.class);
            }
        };
    }

    private static boolean statesPermission(JavaMethod method) {
        return Stream.of(RolesAllowed.class, Authenticated.class, PermitAll.class, DenyAll.class)
                .anyMatch(permission -> method.isAnnotatedWith(permission)
                        || method.getOwner().isAnnotatedWith(permission));
    }

    private static <T extends JavaCodeUnit> ArchCondition<T> haveNoEntityInTheirSignature() {
        return new ArchCondition<>("have no entity in their signature") {
            @Override
            public void check(T unit, ConditionEvents events) {
                Stream.concat(unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()))
                        .filter(type -> type.isAnnotatedWith(Entity.class) || type.isAnnotatedWith(Embeddable.class))
                        .forEach(entity -> events.add(SimpleConditionEvent.violated(unit,
                                unit.getFullName() + " has the entity " + entity.getSimpleName())));
            }
        };
    }

    @ArchTest
    static final ArchRule constants_are_final = fields().that().areStatic().and()
            .areDeclaredInClassesThat().resideInAPackage("dev.tradepost..").and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should(new ArchCondition<JavaField>("be final") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
                        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is not final"));
                    }
                }
            }).because("shared state belongs in a bean");
}
