// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    public enum Search
    {
        /// <summary>exact unless that takes more than about a minute</summary>
        Auto = 0,

        /// <summary>what a loop over all pairs in double precision finds</summary>
        Exact = 1,

        /// <summary>hierarchical navigable small worlds, its recall measured</summary>
        Approximate = 2,
    }
}
