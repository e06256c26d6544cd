package dev.tradepost.nativeready;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;

import io.quarkus.jackson.ObjectMapperCustomizer;

/** Notes each class of ours that Jackson takes apart while the tests run, for {@link NativeReady}. Changes nothing. */
@Singleton
class JsonTypes implements ObjectMapperCustomizer {

    static final Path NOTES = Path.of("target/json-types.txt");
    /** Tells a process that goes on, with another application and so with other classes of this name, from a new one. */
    private static final String BEGUN = JsonTypes.class.getName();

    private final Set<String> noted = ConcurrentHashMap.newKeySet();

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(new SimpleModule("json-types").setSerializerModifier(new Written())
                .setDeserializerModifier(new Read()));
    }

    private void note(Class<?> type) {
        String name = type.getName();
        if (!name.startsWith("dev.tradepost.") || !noted.add(name)) {
            return;
        }
        synchronized (JsonTypes.class) {
            try {
                boolean isFirst = System.getProperty(BEGUN) == null;
                System.setProperty(BEGUN, "");
                Files.writeString(NOTES, name + "\n", StandardOpenOption.CREATE, isFirst
                        ? StandardOpenOption.TRUNCATE_EXISTING
                        : StandardOpenOption.APPEND);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private class Written extends BeanSerializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public JsonSerializer<?> modifySerializer(SerializationConfig config, BeanDescription bean,
                JsonSerializer<?> serializer) {
            note(bean.getBeanClass());
            return serializer;
        }
    }

    private class Read extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription bean,
                JsonDeserializer<?> deserializer) {
            note(bean.getBeanClass());
            return deserializer;
        }

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
                BeanDescription bean, JsonDeserializer<?> deserializer) {
            return deserializer; // the names of an enumeration are known without looking into it
        }
    }
}
