#pragma once

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>
#include <hpdf_streams.h>
#include <hpdf_utils.h>

// The records behind libharu's handles are no public interface: the files that include this one
// have been read against this version of them.
static_assert(HPDF_VERSION_ID == 20300, "check pdf_*.cpp against this version of libharu");
