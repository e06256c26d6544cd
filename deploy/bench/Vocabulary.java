import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * The words of a generated catalogue: those of its themes, those that every description uses, and tens of thousands of invented ones. Lists of
 * words are in order of how often they are used.
 */
class Vocabulary {

    /** Invented words are the rare ones. */
    static final int INVENTED = 30_000;

    /** The words of a department; the first noun names it. */
    record Theme(String name, String code, String[] nouns, String[] adjectives) {}

    static final List<Theme> THEMES = List.of(
            theme("Electronics", """
                    headphones speaker charger cable keyboard mouse monitor tablet camera router microphone projector adapter drone
                    smartwatch earbuds soundbar webcam printer scanner powerbank turntable amplifier receiver tripod lens battery
                    dock hub antenna thermostat doorbell console controller joystick modem stylus dashcam radio recorder""", """
                    wireless portable rechargeable bluetooth digital compact waterproof smart stereo adjustable foldable ergonomic
                    mechanical optical noise-cancelling backlit ultra-thin high-speed dual solar curved programmable"""),
            theme("Kitchen", """
                    pan pot knife kettle toaster blender grater whisk spatula ladle bowl plate mug glass teapot café-press grinder
                    mixer colander peeler tray casserole wok skillet cutlery corkscrew decanter thermos lunchbox jar canister
                    apron rolling-pin mandoline steamer fryer juicer scale timer tongs""", """
                    non-stick stainless cast-iron ceramic enamelled dishwasher-safe insulated stackable heat-resistant hammered
                    bamboo glazed double-walled oven-proof airtight handmade copper brushed porcelain crème"""),
            theme("Furniture", """
                    chair table desk sofa bed wardrobe shelf bookcase stool bench armchair nightstand dresser cabinet sideboard
                    mattress headboard ottoman recliner footrest hammock futon bar-stool console-table coat-rack mirror screen
                    crib bunk-bed trolley workbench vanity credenza daybed lectern""", """
                    upholstered oak walnut extendable solid reclining modular upright velvet leather rustic scandinavian
                    height-adjustable folding lacquered tufted wall-mounted rattan pine swivelling"""),
            theme("Garden", """
                    rake spade hose sprinkler planter trellis shears mower wheelbarrow fork trowel gloves pruner lantern parasol
                    barbecue firepit fountain birdhouse greenhouse composter fence gate seeds bulb fertiliser edging shed swing
                    lounger gazebo awning pergola pond-liner watering-can hedge-trimmer chainsaw blower""", """
                    galvanised weatherproof telescopic organic biodegradable rust-free cordless petrol hardy evergreen
                    frost-proof perennial self-watering lightweight teak wrought heavy-duty raised climbing fragrant"""),
            theme("Clothing", """
                    shirt jacket trousers dress skirt coat sweater hoodie jeans shorts socks scarf hat belt tie blouse cardigan
                    vest parka pyjamas leggings gown suit blazer poncho beanie mittens underwear tights swimsuit raincoat
                    polo tunic kimono overalls waistcoat kilt sarong""", """
                    cotton woollen linen silk slim-fit oversized striped quilted knitted breathable hooded pleated denim cashmere
                    reversible sleeveless checked embroidered stretch thermal"""),
            theme("Sports", """
                    racket ball bicycle helmet tent backpack treadmill dumbbell yoga-mat skis snowboard skates kayak paddle
                    wetsuit goggles whistle jersey net bat glove punchbag rope kettlebell rowing-machine sleeping-bag compass
                    crampons harness carabiner surfboard fishing-rod reel dartboard frisbee trampoline stopwatch""", """
                    inflatable carbon aerodynamic shock-absorbing anti-slip professional junior competition padded quick-dry
                    reflective all-terrain buoyant weighted tournament-grade laminated high-visibility ultralight"""),
            theme("Toys", """
                    puzzle doll train blocks robot kite marble-run teddy car plane boardgame dominoes yo-yo spinning-top puppet
                    dollhouse rattle scooter tricycle slide sandbox crayons clay stickers jigsaw castle dinosaur rocket
                    xylophone tambourine playmat telescope magnet abacus catapult""", """
                    wooden educational magnetic plush musical colourful interactive battery-operated glow-in-the-dark collectable
                    soft child-safe remote-controlled miniature classic motorised"""),
            theme("Beauty", """
                    cream lotion shampoo soap perfume lipstick mascara brush comb razor serum mask balm oil toner powder nail-polish
                    hairdryer straightener sponge tweezers deodorant scrub conditioner eyeliner foundation concealer primer
                    moisturiser cologne bath-salts toothbrush floss loofah""", """
                    vegan unscented hypoallergenic moisturising fragrance-free refillable dermatologist-tested cruelty-free
                    anti-ageing matte long-lasting nourishing revitalising exfoliating mineral botanical"""),
            theme("Tools", """
                    drill hammer screwdriver wrench saw pliers sander ladder toolbox chisel level clamp vice grinder-disc router-bit
                    socket-set nail-gun tape-measure multimeter soldering-iron crowbar mallet file anvil jack winch compressor
                    welder generator flashlight stud-finder caliper plane-iron staple-gun heat-gun""", """
                    brushless impact-proof hardened forged insulated-handle magnetic-tip reversible-drive pneumatic hydraulic
                    laser-guided cordless-ready industrial ratcheting multi-purpose tungsten precision"""),
            theme("Office", """
                    notebook pen pencil stapler binder folder envelope paper calendar planner whiteboard marker eraser ruler lamp
                    shredder laminator calculator punch tape-dispenser organiser bookend clipboard stamp ink cartridge
                    sticky-notes highlighter paperclip easel lectern-light globe badge filing-box""", """
                    recycled spiral-bound hardcover acid-free refill ruled dotted magnetic-back A4 A5 quiet-close lockable erasable
                    quick-drying archival gel"""),
            theme("Automotive", """
                    tyre wiper jack-stand battery-charger floor-mat seat-cover roof-rack headlight bumper radiator alternator
                    spark-plug oil-filter brake-pad exhaust mudguard tow-bar horn dash-mat jump-starter antifreeze wax polish
                    steering-wheel hubcap gearknob fuse coil gasket piston clutch""", """
                    all-season universal-fit chrome-plated heavy-load puncture-proof tinted custom synthetic high-output
                    low-profile studded halogen reinforced corrosion-free"""),
            theme("Groceries", """
                    coffee tea honey olive-oil pasta rice chocolate biscuits jam muesli nuts raisins vinegar mustard salt pepper
                    cinnamon saffron lentils chickpeas couscous noodles syrup crackers popcorn cider juice lemonade broth pesto
                    tahini jalapeños crème-fraîche crispbread marzipan""", """
                    fair-trade whole-grain sugar-free gluten-free roasted smoked cold-pressed unsalted dried fermented spicy
                    stone-ground single-origin hand-picked dark raw"""));

    static final String[] COLOURS = words("black white silver grey blue red green brown beige navy turquoise crimson ivory amber violet"
            + " charcoal olive coral teal maroon");
    /** Words of any description, the most frequent first. */
    static final String[] EVERYDAY = words("""
            the with for and of in a your every this made is that to design quality all use easy home comes day from set includes
            perfect ideal large small new modern long care surface material finish colour light strong clean water free keeps time
            year warranty parts pieces inside outside storage carry handle top side front safe years family kids adults travel
            everyday premium durable elegant simple classic size fits weight height width power minutes hours box pack gift
            season comfort style room space hand hold soft smooth solid quick ready wash dry store open close lid cover base
            protects against scratches heat cold rain dust wear without tools assembly required instructions included tested
            certified standard european workshop small-batch limited edition replacement spare compatible most models popular
            favourite improved generation previous version tough enough daily commute weekend""");

    final List<String> invented;

    Vocabulary(long seed) {
        invented = invent(new Random(seed), INVENTED);
    }

    /** The words of a theme's descriptions. What is rare in one theme is less rare in another. */
    String[] descriptions(Theme theme) {
        int shift = THEMES.indexOf(theme) * (INVENTED / THEMES.size());
        List<String> words = new ArrayList<>(INVENTED + 300);
        List<String> own = new ArrayList<>(List.of(theme.nouns));
        own.addAll(List.of(theme.adjectives));
        for (int i = 0; i < Math.max(own.size(), EVERYDAY.length); i++) {
            if (i < EVERYDAY.length) {
                words.add(EVERYDAY[i]);
            }
            if (i < own.size()) {
                words.add(own.get(i));
            }
        }
        words.addAll(invented.subList(shift, INVENTED));
        words.addAll(invented.subList(0, shift));
        return words.toArray(String[]::new);
    }

    static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static List<String> invent(Random random, int count) {
        String[] onsets = words("b d f g h j k l m n p r s t v w z br dr fl gl kr pl st tr sh");
        String[] vowels = words("a e i o u a e i o u a e i o u ea io ø é");
        String[] codas = words("n r l s m x nd rk th st");
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < count) {
            StringBuilder word = new StringBuilder();
            for (int syllables = random.nextInt(4) == 0 ? 3 : 2; syllables > 0; syllables--) {
                word.append(onsets[random.nextInt(onsets.length)]).append(vowels[random.nextInt(vowels.length)]);
            }
            if (random.nextInt(3) > 0) {
                word.append(codas[random.nextInt(codas.length)]);
            }
            words.add(word.toString());
        }
        return new ArrayList<>(words);
    }

    private static Theme theme(String name, String nouns, String adjectives) {
        List<String> shuffled = new ArrayList<>(List.of(words(nouns)));
        Collections.shuffle(shuffled, new Random(name.hashCode())); // which are frequent should not go by the alphabet or by taste
        return new Theme(name, name.substring(0, 3).toUpperCase(Locale.ROOT), shuffled.toArray(String[]::new), words(adjectives));
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+");
    }
}
