package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.catalog.importexport.ProductUpsert.Importer;
import dev.tradepost.platform.database.Jdbc;
import dev.tradepost.platform.job.JobFailed;
import dev.tradepost.platform.job.JobHandler;
import dev.tradepost.platform.job.JobRun;
import dev.tradepost.platform.job.RowError;
import dev.tradepost.platform.json.StrictValues;

/** Takes products from a file. While one batch is written, the next is read. */
@ApplicationScoped
class ProductImport implements JobHandler {

    static final String KIND = "product_import";
    /** Parameter: {@link #CSV} or {@link #NDJSON}. */
    static final String FORMAT = "format";
    static final String CSV = "csv";
    static final String NDJSON = "ndjson";
    /** Parameter: {@link #ALL} products may be changed, or {@link #OWN} ones. */
    static final String PRODUCTS = "products";
    static final String ALL = "all";
    static final String OWN = "own";

    private final AgroalDataSource database;
    private final CellParser cellParser;
    private final StrictValues rules;
    private final ProductUpsert productUpsert;
    private final ImportRights rights;
    private final long mostRows;

    ProductImport(AgroalDataSource database, CellParser cellParser, StrictValues rules, ProductUpsert productUpsert,
            ImportRights rights,
            @ConfigProperty(name = "tradepost.import.max-rows") long mostRows) {
        this.database = database;
        this.cellParser = cellParser;
        this.rules = rules;
        this.productUpsert = productUpsert;
        this.rights = rights;
        this.mostRows = mostRows;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(JobRun job, InputStream input) throws IOException, SQLException, InterruptedException {
        RowReader rowReader = CSV.equals(job.parameters().get(FORMAT))
                ? new CsvRowReader(input, cellParser)
                : new NdjsonRowReader(input, cellParser);
        for (long done = 0; done < job.rowsDone(); done++) {
            rowReader.skip();
        }
        long done = job.rowsDone();
        try (ImportBatches importBatches = new ImportBatches(rowReader, new RowValidator(rules, categories()))
                .start()) {
            for (List<ImportRow> batch = importBatches.next(); !batch.isEmpty(); batch = importBatches.next()) {
                done += batch.size();
                if (done > mostRows) {
                    throw new JobFailed("The file has more than %d rows; divide it".formatted(mostRows));
                }
                List<ImportRow> current = batch;
                job.batch(batch.size(), connection -> write(connection, current, rights.importer(job)));
            }
        }
    }

    private List<RowError> write(Connection connection, List<ImportRow> batch, Importer importer)
            throws SQLException {
        List<ImportRow> good = batch.stream().filter(row -> !row.isBroken()).toList();
        List<RowError> errors = new ArrayList<>(productUpsert.apply(connection, good, importer));
        batch.forEach(row -> errors.addAll(row.errors()));
        errors.sort(Comparator.comparingLong(RowError::row));
        return errors;
    }

    private Map<String, UUID> categories() throws SQLException {
        Map<String, UUID> bySlug = new HashMap<>();
        try (Connection connection = database.getConnection()) {
            Jdbc.query(connection, row -> bySlug.put(row.getString("slug"), row.getObject("id", UUID.class)),
                    "select slug, id from catalog.categories");
        }
        return bySlug;
    }
}
