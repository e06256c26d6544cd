package dev.tradepost.nativeready;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.ws.rs.HttpMethod;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The classes that a native executable may look into: what says so by an annotation, and what stands in the signature of an HTTP method,
 * which Quarkus registers with all that it is made of. No more is taken for granted, so that this errs on the safe side.
 */
final class Registered {

    private static final Path CLASSES = Path.of("target/classes");

    private final Set<String> names = new HashSet<>();

    private Registered() {}

    static Set<String> names() throws IOException {
        Registered registered = new Registered();
        for (Class<?> type : product()) {
            registered.byAnnotation(type);
            for (Method method : type.getDeclaredMethods()) {
                if (Stream.of(method.getAnnotations()).map(it -> it.annotationType()).anyMatch(Registered::isHttp)) {
                    registered.withParts(method.getGenericReturnType());
                    Arrays.stream(method.getGenericParameterTypes()).forEach(registered::withParts);
                }
            }
        }
        return registered.names;
    }

    /** All classes of the product, none of them initialised. */
    static List<Class<?>> product() throws IOException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES.resolve("dev/tradepost"))) {
            for (Path file : (Iterable<Path>) files.filter(it -> it.toString().endsWith(".class"))
                    .filter(it -> !it.endsWith("package-info.class"))::iterator) {
                String name = CLASSES.relativize(file).toString().replaceAll("\\.class$", "").replace('/', '.');
                classes.add(Class.forName(name, false, Registered.class.getClassLoader()));
            }
        } catch (ClassNotFoundException incomplete) {
            throw new IllegalStateException(incomplete);
        }
        return classes;
    }

    private static boolean isHttp(AnnotatedElement annotation) {
        return annotation.isAnnotationPresent(HttpMethod.class);
    }

    private void byAnnotation(Class<?> type) {
        RegisterForReflection registration = type.getAnnotation(RegisterForReflection.class);
        if (registration != null) {
            names.addAll(List.of(registration.classNames()));
            if (registration.targets().length == 0 && registration.classNames().length == 0) {
                names.add(type.getName());
            }
            Stream.of(registration.targets()).map(Class::getName).forEach(names::add);
        }
    }

    private void withParts(Type type) {
        switch (type) {
            case ParameterizedType generic -> {
                withParts(generic.getRawType());
                Arrays.stream(generic.getActualTypeArguments()).forEach(this::withParts);
            }
            case GenericArrayType array -> withParts(array.getGenericComponentType());
            case Class<?> plain when plain.getName().startsWith("dev.tradepost.") && names.add(plain.getName()) -> {
                if (plain.isRecord()) {
                    Arrays.stream(plain.getRecordComponents()).map(RecordComponent::getGenericType)
                            .forEach(this::withParts);
                }
            }
            default -> {
                // Not ours, or known already.
            }
        }
    }
}
