package dev.tradepost.platform.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NoContentException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;

import dev.tradepost.kernel.Problem;

/**
 * Reads and validates every JSON body before the resource method: one response names all unknown fields, wrong types and broken rules.
 * A resource therefore needs no {@code @Valid}.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER) // responses to our own HTTP clients are not validated here
public class StrictBody implements ReaderInterceptor {

    /** Bodies that the resource reads itself. */
    private static final Set<Class<?>> RAW = Set.of(InputStream.class, byte[].class);

    private final StrictValues values;

    StrictBody(StrictValues values) {
        this.values = values;
    }

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (RAW.contains(context.getType())) {
            return context.proceed();
        }
        if (!isJson(context.getMediaType())) {
            throw new NotSupportedException(); // the framework would read other types, and ranges of types, as JSON
        }
        JsonErrors errors = new JsonErrors();
        Object body = read(context, errors);
        if (body != null) {
            values.broken(body).forEach(broken -> errors.add(broken.pointer(), broken.code(), broken.message()));
        }
        if (!errors.all().isEmpty()) {
            throw Problem.Invalid.of(errors.all());
        }
        if (body == null) {
            throw Problem.Invalid.malformedJson("A JSON body is required");
        }
        return body;
    }

    private static @Nullable Object read(ReaderInterceptorContext context, JsonErrors errors) throws IOException {
        try {
            return errors.collect(context::proceed);
        } catch (NoContentException empty) {
            return null;
        } catch (IOException | WebApplicationException failure) {
            for (Throwable at = failure; at != null; at = at.getCause()) {
                if (at instanceof JsonProcessingException json) {
                    throw malformed(json);
                }
            }
            throw failure;
        }
    }

    private static Problem.Invalid malformed(JsonProcessingException json) {
        boolean unreadable = json.getCause() instanceof StreamReadException;
        if (!unreadable && json instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return Problem.Invalid.field(JsonPointers.of(mapping.getPath()), "type", "has the wrong type");
        }
        var location = json.getLocation();
        return Problem.Invalid.malformedJson(location == null
                ? "The body is not valid JSON"
                : "The body is not valid JSON (line %d, column %d)".formatted(location.getLineNr(),
                        location.getColumnNr()));
    }

    private static boolean isJson(@Nullable MediaType type) {
        return type != null && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
    }
}
