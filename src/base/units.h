/* SPDX-License-Identifier: MIT
 *
 * Physical constants, and quantities ("6.0 umol", "25 degC") read into SI with their dimension
 * checked. UDUNITS-2 knows the units; this module adds what a study may say besides (energies per
 * particle, Ah, temperatures with offset, no silent reciprocals) and the words for what was found.
 */
#ifndef LP_BASE_UNITS_H
#define LP_BASE_UNITS_H

#include "base/diag.h"

/* SI 2019 exact values; LP_GAS_R = k_B N_A, LP_FARADAY = e N_A. */
#define LP_BOLTZMANN_J_PER_K   1.380649e-23
#define LP_AVOGADRO_PER_MOL    6.02214076e23
#define LP_ELEMENTARY_CHARGE_C 1.602176634e-19
#define LP_FARADAY_C_PER_MOL   (LP_ELEMENTARY_CHARGE_C * LP_AVOGADRO_PER_MOL)
#define LP_GAS_R_J_PER_MOL_K   (LP_BOLTZMANN_J_PER_K * LP_AVOGADRO_PER_MOL)

/* The amount of Li+ that carries a charge; likewise the flow [mol/s] that carries a current [A]. */
static inline double lp_mol_of_charge(double charge_C)
{
    return charge_C / LP_FARADAY_C_PER_MOL;
}

/* Gyromagnetic ratios (Harris et al., Pure Appl. Chem. 2001, 73, 1795). */
#define LP_GAMMA_LI6_RAD_PER_S_T 3.9371709e7
#define LP_GAMMA_LI7_RAD_PER_S_T 10.3977013e7

/* name, SI unit as written in result.json, what a message calls it, examples of accepted units */
#define LP_DIMENSION_LIST(X)                                                                       \
    X(LP_DIM_ONE, "1", "a plain number", "1, percent")                                             \
    X(LP_DIM_AMOUNT, "mol", "amount", "mol, umol, nmol")                                           \
    X(LP_DIM_FLOW, "mol/s", "amount per time", "mol/s, umol/h, nmol/s")                            \
    X(LP_DIM_RATE, "1/s", "per time", "1/s, 1/h, 1/d")                                             \
    X(LP_DIM_TIME, "s", "time", "s, min, h, d")                                                    \
    X(LP_DIM_DIFFUSIVITY, "m2/s", "area per time", "m2/s, cm2/s")                                  \
    X(LP_DIM_LENGTH, "m", "length", "m, um, nm")                                                   \
    X(LP_DIM_AREA, "m2", "area", "m2, cm2, mm2")                                                   \
    X(LP_DIM_TEMPERATURE, "K", "temperature", "degC, K")                                           \
    X(LP_DIM_ENERGY, "J", "energy", "eV, meV, kJ/mol, J")                                          \
    X(LP_DIM_CURRENT, "A", "current", "A, mA, uA")                                                 \
    X(LP_DIM_CURRENT_DENSITY, "A/m2", "current per area", "A/m2, uA/cm2, mA/cm2")                  \
    X(LP_DIM_CHARGE, "C", "charge", "C, mAh, Ah")                                                  \
    X(LP_DIM_ANGLE, "rad", "angle", "degree, rad")                                                 \
    X(LP_DIM_RESISTANCE, "ohm", "resistance", "ohm, kohm")                                         \
    X(LP_DIM_CONDUCTIVITY, "S/m", "conductivity", "S/cm, mS/cm, S/m")                              \
    X(LP_DIM_NUMBER_DENSITY, "1/m3", "number per volume", "1/m3, 1/cm3, 1/nm3")                    \
    X(LP_DIM_VOLUME, "m3", "volume", "nm3, angstrom3, m3")                                         \
    X(LP_DIM_DENSITY, "kg/m3", "mass per volume", "g/cm3, kg/m3")                                  \
    X(LP_DIM_MOLAR_MASS, "kg/mol", "mass per amount", "g/mol, kg/mol")                             \
    X(LP_DIM_FIELD, "T", "magnetic field", "T, mT")                                                \
    X(LP_DIM_GRADIENT, "T/m", "field gradient", "T/m, mT/m")

#define LP_DIMENSION_ENUM(name, unit, words, accepted) name,
enum lp_dimension { LP_DIMENSION_LIST(LP_DIMENSION_ENUM) LP_N_DIMENSIONS };
#undef LP_DIMENSION_ENUM

const char *lp_dimension_unit(enum lp_dimension dimension);
const char *lp_dimension_words(enum lp_dimension dimension);
const char *lp_dimension_accepted(enum lp_dimension dimension);

/*
 * The unit system (UDUNITS-2's database). NULL when it cannot be loaded. UDUNITS-2 keeps its
 * parser's state in globals, so only one thread of the program may read quantities at a time; and
 * it keeps the prefixes of each system (8 kB) for good, so a program makes one system and not
 * thousands.
 */
struct lp_units;
struct lp_units *lp_units_new(void);
void lp_units_free(struct lp_units *units);

/*
 * Read text[0..n) = "number [unit]" as a quantity of a dimension into SI.
 * A bare number is SI. A bare temperature below 100 is an error that suggests degC.
 * span: where the text stands, for messages; what: what it is for, as in "flow 'phi_ci'".
 * Errors: LP_EINPUT with one error in diag that names what was found (the dimension too, where
 *         UDUNITS knows the unit), what is expected and the accepted units; value_si untouched.
 */
enum lp_status lp_quantity_read(struct lp_units *units, const char *text, size_t n,
                                enum lp_dimension dimension, struct lp_span span, const char *what,
                                double *value_si, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * As above for a quantity whose dimension is not known beforehand (a parameter is declared before
 * it is used): gives its dimension, LP_N_DIMENSIONS for a bare number, which is SI of whatever it
 * turns out to be used for. A unit of none of the dimensions listed is an error.
 */
enum lp_status lp_quantity_read_any(struct lp_units *units, const char *text, size_t n,
                                    struct lp_span span, const char *what,
                                    enum lp_dimension *dimension, double *value_si,
                                    struct lp_diag *diag) LP_MUST_CHECK;

/*
 * The rule for bare temperatures, for a number read by lp_quantity_read_any before its dimension
 * was known: LP_EINPUT with one error for a temperature below 100, else LP_OK.
 */
enum lp_status lp_quantity_check_bare(double value, enum lp_dimension dimension,
                                      struct lp_span span, const char *what,
                                      struct lp_diag *diag) LP_MUST_CHECK;

/*
 * The factor from a bare unit ("h", "uA") to SI, for column heads like `time [h]`.
 * Errors as lp_quantity_read.
 */
enum lp_status lp_unit_factor(struct lp_units *units, const char *unit, enum lp_dimension dimension,
                              struct lp_span span, const char *what, double *factor,
                              struct lp_diag *diag) LP_MUST_CHECK;

#endif
