"""The words of an exported script, to be filled in by the modules beside this one."""

# -- the whole ------------------------------------------------------------------------------------

SAME = """\
This trains the same model again: the same weights at the start, the same rows in the same order.
With the same versions on the same kind of processor, losses agree to six digits, after many epochs
with dropout or convolutions to three. Elsewhere sums are rounded otherwise, and training makes such
differences larger."""

ROUNDED = """\
This trains the same model again: the same weights at the start, the same rows in the same order.
The study's program was compiled by XLA, which rounds sums otherwise than Keras does here: losses
agree to three digits after some epochs of small steps, to fewer after many of large ones."""

LIKE = """\
This begins with the same weights and takes the same rows in the same order, but Keras drops out
other units than the study's program, compiled by XLA, did: expect a model as good, not the same
numbers."""

BETAS = """\
# Adam's own 0.9 and 0.999, in the single precision that the study's program reckons with.
BETAS = {"beta_1": float(np.float32(0.9)), "beta_2": float(np.float32(0.999))}
"""

ONCE = """\
model = build(SEED{MORE})
train(model, SEED, EPOCHS)
"""

RUNGS = """\
weights = None
for seed, epochs{more} in RUNGS:
    model = build(seed{more})
    if weights is not None:
        model.set_weights(weights)  # trains on, with a fresh optimizer
    train(model, seed, epochs)
    weights = model.get_weights()
"""

PLATEAU = """\
    plateau = {plateau}
    plateau.set_model(model)
    plateau.on_train_begin()
"""

ON_PLATEAU = """\
        logs = {name: values[-1] for name, values in history.history.items()}
        plateau.on_epoch_end(epoch, logs)
"""

WEIGHTED = """\

# In the loss every class counts as much as any other, however many rows it has.
COUNTS = np.bincount(y_train)
CLASS_WEIGHT = {
    k: len(y_train) / (np.count_nonzero(COUNTS) * rows) for k, rows in enumerate(COUNTS) if rows
}

"""

SCRIPT = '''\
"""{title}.

{results}

{nearness}

Needs keras with tensorflow, {libraries}:
pip install tensorflow {packages}
"""

{imports}

{place}DATA_SEED = {data_seed}  # decides which rows validate
{epochs}
BATCH_SIZE = {batch_size}
{betas}
# The data.
{data}

# The model. Each layer has a seed of its own.
def build({built_from}):
{model}    model.compile(
        optimizer={optimizer},
        loss="{loss}",
        metrics=[{metrics}],
    )
    return model

{weights}
# The training: each epoch takes the rows in an order of its own, drawn from the seed.
def train(model, seed, epochs):
    random = np.random.default_rng(seed)
{plateau}    for epoch in range(epochs):
        rows = random.permutation(len(x_train))
        {history}model.fit(
            x_train[rows],
            y_train[rows],
            batch_size=BATCH_SIZE,
            shuffle=False,{weighted}
            validation_data=validation,
            initial_epoch=epoch,
            epochs=epoch + 1,
            verbose=2,
        )
{on_plateau}

{training}model.summary()

# The test, at the end.
{measured} = model.evaluate(x_test, y_test, verbose=0)
{own}print(f"{told}")

model.save("best.keras")
'''

# -- the model ------------------------------------------------------------------------------------

SEQUENTIAL = """\
    model = keras.Sequential(
        [
            keras.Input(shape=x_train.shape[1:]),
{layers}
        ]
    )
"""

FUNCTIONAL = """\
    x = [keras.Input(shape=x_train.shape[1:])]  # what each layer gives
{layers}
    model = keras.Model(x[0], x[-1])
"""

# -- the data -------------------------------------------------------------------------------------

FROM_SKLEARN = """\
x, y = load_{name}(return_X_y=True)
"""

FROM_KERAS = """\
(x_train, y_train), (x_test, y_test) = keras.datasets.{name}.load_data()
"""

FROM_CSV = """\
table = pd.read_csv(
    DATA,
    sep={separator},
    decimal={decimal},
    encoding="utf-8-sig",
    index_col=False,
    skipinitialspace=True,
    na_values={missing},
    low_memory=False,
)
table.columns = [str(name).strip() for name in table.columns]
x = table[NUMBERS + TEXTS].to_numpy(dtype=object)
{encode}
"""

FROM_NPZ = """\
with np.load(DATA, allow_pickle=False) as file:
    x, labels = file["x_train"], file["y_train"].reshape(-1)
{encode}
"""

FROM_NPZ_WITH_TEST = """\
with np.load(DATA, allow_pickle=False) as file:
    x_train, labels = file["x_train"], file["y_train"].reshape(-1)
    x_test, test_labels = file["x_test"], file["y_test"].reshape(-1)
{encode}
{encode_test}
"""

HELD_OUT = """\
x_train, x_test, y_train, y_test = train_test_split(
    x, y, test_size={test}, {division}random_state={split_seed}
)
"""

SCALED_IMAGES = """\
# One row an image, every pixel divided by the largest.
largest = max(x_train.max(), x_test.max())
x_train, x_test = (
    x.reshape(len(x), -1).astype("float32") {scale} for x in (x_train, x_test)
)
"""

SCALED_PICTURES = """\
# Every pixel divided by the largest; the last axis is the channels.
largest = max(x_train.max(), x_test.max())
x_train, x_test = (
    x.reshape({shape}).astype("float32") {scale} for x in (x_train, x_test)
)
"""

ROWS = """\
keep, _ = train_test_split(
    np.arange(len(y_train)), train_size={rows}, {division}random_state=DATA_SEED
)
keep.sort()
x_train, y_train = x_train[keep], y_train[keep]
"""

SPLIT = """\
# The rows that validate.
training, held_out = train_test_split(
    np.arange(len(y_train)), test_size={fraction!r}, {division}random_state=DATA_SEED
)
training.sort()
held_out.sort()
"""

FOLD = """\
# Of {folds} folds, the one that this model was validated on.
FOLD = {fold}
folds = {kind}({folds}, shuffle=True, random_state=DATA_SEED)
training, held_out = list(folds.split(x_train, y_train))[FOLD]
"""

DIVIDED = """\
x_validation, y_validation = x_train[held_out], y_train[held_out]
x_train, y_train = x_train[training], y_train[training]
"""

STANDARDISED = """\
# Every column to mean 0 and deviation 1, by what the training rows alone say.
transformer = StandardScaler()
"""

IMPUTED = """\
# Missing values filled, every column to mean 0 and deviation 1, by the training rows alone.
transformer = make_pipeline(
    SimpleImputer(strategy="{missing}", keep_empty_features=True), StandardScaler()
)
"""

ENCODED = """\
# Missing values filled, numbers to mean 0 and deviation 1, texts one-hot, by the training rows
# alone.
numbers = make_pipeline(
    SimpleImputer(strategy="{missing}", keep_empty_features=True), StandardScaler()
)
texts = make_pipeline(
    SimpleImputer(strategy="most_frequent", keep_empty_features=True),
    OneHotEncoder(handle_unknown="ignore", sparse_output=False),
)
transformer = ColumnTransformer(
    [
        ("numbers", numbers, list(range(len(NUMBERS)))),
        ("texts", texts, list(range(len(NUMBERS), len(NUMBERS) + len(TEXTS)))),
    ]
)
"""

TRANSFORMED = """\
transformer.fit(x_train)
x_train = transformer.transform(x_train).astype("float32")
x_test = transformer.transform(x_test).astype("float32")
"""

TRANSFORMED_VALIDATION = """\
x_validation = transformer.transform(x_validation).astype("float32")
"""

ON_THE_TEST = "validation = (x_test, y_test)  # as the study did: its scores are optimistic\n"

ON_ALL_ROWS = "validation = None  # the best values, trained once more on all training rows\n"
