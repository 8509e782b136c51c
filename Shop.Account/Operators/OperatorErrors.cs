using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account.Operators;

/// <summary>The expected errors of operators' acts.</summary>
internal static class OperatorErrors
{
    public static readonly Error WrongCode = new(
        Status401Unauthorized, ProblemCodes.WrongCode, "This code is wrong or was used before. Enter the next one.");
    public static readonly Error LinkInvalid = new(
        Status410Gone, ProblemCodes.LinkInvalid, "This link was used, replaced or has expired. Ask for a new one.");
    public static readonly Error LastOwner = new(
        Status409Conflict, ProblemCodes.LastOwner, "At least one owner must remain enabled.");
    public static readonly Error StatusDiffers = new(
        Status409Conflict, ProblemCodes.OperatorStatusDiffers,
        "The operator's status does not allow this. Load the list again.");
    public static readonly Error NotFound = new(
        Status404NotFound, SharedProblemCodes.NotFound, "There is no such operator or session.");
}
