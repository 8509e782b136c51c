namespace Shop.Admin.Components.Operators;

/// <summary>What an owner does to an operator.</summary>
public enum OperatorAct
{
    NewLink,
    Disable,
    Enable,
    ResetSecondFactor,
    EndSessions,
}
