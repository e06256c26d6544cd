package dev.tradepost.platform.openapi;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.smallrye.openapi.OpenApiFilter;

/**
 * Declares which fields of an answer are always there and which may be null, as the records say it: a component is always there unless it is
 * left out when it is empty, and null only if it is {@code @Nullable}. Fields of requests are required by their constraints instead.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiFields implements OASFilter {

    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
    private static final DotName SCHEMA = DotName
            .createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
    private static final String SCHEMAS = "#/components/schemas/";

    private final List<ClassInfo> records;

    public OpenApiFields(IndexView index) {
        records = index.getKnownClasses().stream().filter(ClassInfo::isRecord).toList();
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        schemas.forEach(OpenApiFields::requireRecord);
        for (String name : answered(api, schemas)) {
            Schema schema = Objects.requireNonNull(schemas.get(name), name);
            Map<String, Schema> fields = schema.getProperties();
            if (fields != null) {
                records.stream().filter(type -> isShownAs(type, name, fields.keySet()))
                        .forEach(type -> schema.properties(declared(fields, type)).setRequired(alwaysThere(type)));
            }
        }
    }

    private static void requireRecord(String name, Schema schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((field, type) -> {
                if (type.getType() == null && type.getRef() == null && type.getAnyOf() == null) {
                    throw new IllegalStateException("META-INF/openapi.yaml describes " + name + "." + field
                            + ", which no record has");
                }
            });
        }
    }

    /** @param name of a schema: that of the record, followed by those of its type arguments */
    private static boolean isShownAs(ClassInfo type, String name, Set<String> fields) {
        boolean named = type.typeParameters().isEmpty()
                ? schemaName(type).equals(name)
                : name.startsWith(type.simpleName());
        return named && fields.equals(new HashSet<>(type.recordComponents().stream().map(RecordComponentInfo::name)
                .toList()));
    }

    private static String schemaName(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        return schema == null || schema.value("name") == null ? type.simpleName() : schema.value("name").asString();
    }

    private static List<String> alwaysThere(ClassInfo type) {
        return type.recordComponents().stream().filter(it -> !isLeftOut(it)).map(RecordComponentInfo::name).toList();
    }

    private static Map<String, Schema> declared(Map<String, Schema> fields, ClassInfo type) {
        Map<String, Schema> declared = new LinkedHashMap<>(fields);
        type.recordComponents().stream()
                .filter(component -> !isLeftOut(component) && component.type().hasAnnotation(NULLABLE))
                .forEach(component -> declared.compute(component.name(),
                        (_, field) -> orNull(Objects.requireNonNull(field))));
        return declared;
    }

    /** Where it would be null or empty. */
    private static boolean isLeftOut(RecordComponentInfo component) {
        return component.field().hasAnnotation(INCLUDE);
    }

    private static Schema orNull(Schema field) {
        if (field.getRef() != null) {
            return OASFactory.createSchema().description(field.getDescription()).examples(field.getExamples())
                    .anyOf(List.of(OASFactory.createSchema().ref(field.getRef()),
                            OASFactory.createSchema().addType(SchemaType.NULL)));
        }
        return field.addType(SchemaType.NULL);
    }

    private static Set<String> answered(OpenAPI api, Map<String, Schema> schemas) {
        Set<String> names = new HashSet<>();
        api.getPaths().getPathItems().values().stream().flatMap(item -> item.getOperations().values().stream())
                .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
                .filter(answer -> answer.getContent() != null)
                .flatMap(answer -> answer.getContent().getMediaTypes().values().stream())
                .forEach(content -> collect(content.getSchema(), schemas, names));
        return names;
    }

    private static void collect(@Nullable Schema schema, Map<String, Schema> schemas, Set<String> names) {
        if (schema == null) {
            return;
        }
        if (schema.getRef() != null && schema.getRef().startsWith(SCHEMAS)) {
            String name = schema.getRef().substring(SCHEMAS.length());
            if (names.add(name)) {
                collect(schemas.get(name), schemas, names);
            }
        }
        Stream.of(schema.getProperties() == null ? Stream.<Schema>empty() : schema.getProperties().values().stream(),
                Stream.ofNullable(schema.getItems()), Stream.ofNullable(schema.getAdditionalPropertiesSchema()))
                .flatMap(all -> all).forEach(each -> collect(each, schemas, names));
    }
}
