package dev.tradepost.platform.http;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.json.UuidText;

/** Ids in paths. A malformed id is a 400 that names the parameter, where the framework would answer 404. */
@Provider
public class UuidParameters implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked") // a converter is given for UUID only
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        if (type != UUID.class) {
            return null;
        }
        String name = "id";
        for (Annotation annotation : annotations) {
            if (annotation instanceof PathParam path) {
                name = path.value();
            }
        }
        return (ParamConverter<T>) new Converter(name);
    }

    private record Converter(String name) implements ParamConverter<UUID> {
        @Override
        public UUID fromString(String text) {
            UUID id = UuidText.parse(text);
            if (id == null) {
                throw Problem.Invalid.field("/" + name, "format", UuidText.RULE);
            }
            return id;
        }

        @Override
        public String toString(UUID id) {
            return id.toString();
        }
    }
}
