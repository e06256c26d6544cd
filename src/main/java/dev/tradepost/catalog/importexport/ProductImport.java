package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.tradepost.catalog.importexport.ProductUpsert.Importer;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.job.JobFailed;
import dev.tradepost.platform.job.JobHandler;
import dev.tradepost.platform.job.JobRun;
import dev.tradepost.platform.job.RowError;
import dev.tradepost.platform.json.StrictValues;
import dev.tradepost.platform.security.AccountDirectory;
import dev.tradepost.platform.security.Roles;

/** Imports products from an uploaded file. Reads the next batch while one is written. */
@ApplicationScoped
class ProductImport implements JobHandler {

    static final String KIND = "product_import";
    /** Parameter: {@link #CSV} or {@link #NDJSON}. */
    static final String FORMAT = "format";
    static final String CSV = "csv";
    static final String NDJSON = "ndjson";
    /** Parameter: whether the import may change {@link #ALL} products or only the importer's {@link #OWN}. */
    static final String PRODUCTS = "products";
    static final String ALL = "all";
    static final String OWN = "own";

    private final Sql sql;
    private final CellParser cellParser;
    private final StrictValues rules;
    private final ProductUpsert productUpsert;
    private final AccountDirectory accounts;
    private final long maxRows;

    ProductImport(Sql sql, CellParser cellParser, StrictValues rules, ProductUpsert productUpsert,
            AccountDirectory accounts, @ConfigProperty(name = "tradepost.import.max-rows") long maxRows) {
        this.sql = sql;
        this.cellParser = cellParser;
        this.rules = rules;
        this.productUpsert = productUpsert;
        this.accounts = accounts;
        this.maxRows = maxRows;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(JobRun job, InputStream input) throws IOException, InterruptedException {
        RowReader reader = CSV.equals(job.parameters().get(FORMAT))
                ? new CsvRowReader(input, cellParser)
                : new NdjsonRowReader(input, cellParser);
        for (long row = 0; row < job.rowsDone(); row++) {
            reader.skip();
        }
        long done = job.rowsDone();
        try (ImportBatches batches = ImportBatches.start(reader, new RowValidator(rules, categories()))) {
            for (List<ImportRow> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
                done += batch.size();
                if (done > maxRows) {
                    throw new JobFailed("The file has more than %d rows; divide it".formatted(maxRows));
                }
                List<ImportRow> current = batch;
                job.batch(batch.size(), _ -> write(current, importer(job)));
            }
        }
    }

    /** Read again for each batch, so that losing a right ends the import. */
    private Importer importer(JobRun job) {
        Optional<String> role = accounts.roleOf(job.ownerId());
        boolean admin = role.filter(Roles.ADMIN::equals).isPresent();
        if (!admin && role.filter(Roles.SELLER::equals).isEmpty()) {
            throw new JobFailed("Stopped: the account that uploaded the file may not import products any more");
        }
        return new Importer(job.ownerId(), admin && ALL.equals(job.parameters().get(PRODUCTS)));
    }

    /** @return the errors of all rows of the batch, in row order */
    private List<RowError> write(List<ImportRow> batch, Importer importer) {
        List<ImportRow> valid = batch.stream().filter(row -> !row.isBroken()).toList();
        List<RowError> errors = new ArrayList<>(productUpsert.apply(valid, importer));
        batch.forEach(row -> errors.addAll(row.errors()));
        errors.sort(Comparator.comparingLong(RowError::row));
        return errors;
    }

    private Map<String, UUID> categories() {
        Map<String, UUID> bySlug = new HashMap<>();
        sql.query("select slug, id from catalog.categories",
                row -> bySlug.put(row.getString("slug"), row.getObject("id", UUID.class)));
        return bySlug;
    }
}
